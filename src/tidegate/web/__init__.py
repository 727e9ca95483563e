"""Door two: the HTTP endpoint. `app.create_app` puts it together, `server.Server` serves it."""
