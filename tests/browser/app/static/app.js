// The page's own side, as an application would write it: hooks, and what tests ask for.
const { Socket } = window.Phoenix
const { LiveSocket, ViewHook } = window.LiveView

window.recorded = []
const record = (...what) => window.recorded.push(what.join(' '))

const Recorder = {
  mounted() {
    record('mounted', this.el.dataset.count)
    this.handleEvent('told', ({ count }) => record('told', count, document.getElementById('bump').innerText))
    this.handleEvent('told-before', ({ count }) => record('told-before', count, document.getElementById('bump').innerText))
    window.hook = this
  },
  beforeUpdate() { record('beforeUpdate', this.el.dataset.count) },
  updated() { record('updated', this.el.dataset.count) },
  destroyed() { record('destroyed') },
  disconnected() { record('disconnected') },
  reconnected() { record('reconnected') },
}

class OfAClass extends ViewHook {
  mounted() { this.el.innerText = 'made by a class' }
}

const hooks = {
  Recorder,
  OfAClass,
  RuntimeOne: { mounted() { this.js().addClass(this.el, 'by-hook') } },
}

const csrf = document.querySelector('meta[name=csrf-token]').getAttribute('content')
window.liveSocket = new LiveSocket('/live', Socket, {
  params: () => ({ _csrf_token: csrf, colour: window.colour ?? 'green' }),
  hooks,
  disconnectedTimeout: 1,
  // For a page that says how long it waits for a WebSocket.
  ...(window.fallbackAfter ? { longPollFallbackMs: window.fallbackAfter } : {}),
  metadata: { click: (event, element) => (element.dataset.meta ? { alt: event.altKey } : {}) },
  uploaders: {
    Parcel(entries, onViewError) {
      entries.forEach(entry => {
        record('external', entry.meta.url, entry.file.name)
        if (entry.file.name === 'lost.txt') return entry.error('lost on its way')
        // A parcel on its way, for as long as a test wants.
        if (entry.file.name === 'slow.txt') {
          entry.progress(40)
          window.arrive = () => entry.progress(100)
          return
        }
        entry.progress(100)
      })
    },
  },
})
for (const name of ['phx:page-loading-start', 'phx:page-loading-stop', 'phx:navigate', 'phx:told', 'left', 'app:hello']) {
  window.addEventListener(name, event => record(name, JSON.stringify(event.detail ?? {}, (key, value) => (key === 'dispatcher' ? undefined : value))))
}
window.addEventListener('app:block', event => { window.unblock = () => event.detail.done() })
window.liveSocket.connect()
