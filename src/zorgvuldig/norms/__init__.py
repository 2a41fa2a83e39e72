"""What the rules say: the Code, the Protocol and the law over them, dated and cited. Data, no engine."""
