"""A local test provider: a process of its own that plays DigiD and the others for made-up persons."""
