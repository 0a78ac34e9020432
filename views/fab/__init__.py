"""The layer that tames Flask-AppBuilder: it stays registry and security; pages, lists, forms and rows are ours."""
