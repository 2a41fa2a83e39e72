"""What the crash drill runs beside itself."""
