"""The engine without technology: validate, dispatch, query, follow, and the ports."""
