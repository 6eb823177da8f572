"""What surrounds the application: one pure-ASGI class a file, outermost first in `api.app`."""
