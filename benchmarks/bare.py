"""The receiver's server with a view that reads the body and answers: what the machine allows."""

from flask import Flask, Response, jsonify, request

app = Flask(__name__, static_folder=None)


@app.post("/webhooks/<name>")
def webhook(name: str) -> Response:
    """Everything that the receiver's own view does besides is what its figure is compared with."""
    request.get_data(cache=False)
    return jsonify(message="stored", id=len(name))
