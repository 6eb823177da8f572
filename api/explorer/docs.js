// Draws the reference at /docs from /openapi.json. A file of its own, so that a strict
// Content-Security-Policy needs no exception for inline scripts.
"use strict";

document.body.style.margin = 0;

window.SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true, // every operation has its own address
  displayRequestDuration: true,
  tryItOutEnabled: true, // the service only reads: trying costs nothing
  validatorUrl: null, // the default asks a server elsewhere
});
