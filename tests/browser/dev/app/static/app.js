const csrf = document.querySelector('meta[name=csrf-token]').content
window.script = 'first'
window.liveSocket = new LiveView.LiveSocket('/live', Phoenix.Socket, { params: { _csrf_token: csrf } })
window.liveSocket.connect()
