"""The engine without technology: validate, dispatch, query, follow, and the ports it asks others to fulfil."""
