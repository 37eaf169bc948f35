"""RQ's signals, the workers behind them, and who keeps both going."""
