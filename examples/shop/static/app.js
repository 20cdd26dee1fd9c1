// The browser's side of the live pages: the official clients, loaded before this file.
const token = document.querySelector("meta[name='csrf-token']").getAttribute("content");
const liveSocket = new LiveView.LiveSocket("/live", Phoenix.Socket, {params: {_csrf_token: token}});
liveSocket.connect();
window.liveSocket = liveSocket;
