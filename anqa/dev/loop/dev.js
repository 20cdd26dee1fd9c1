// Given by anqa-dev to the pages of the program that it runs: shows what is wrong, brings styles, loads anew what does
// not come back by itself.
(() => {
  const script = document.currentScript
  const port = new URL(script.src).port
  let shownRun = Number(script.dataset.run)
  let styles = null
  let pages = null

  const css = `
    :host { all: initial; }
    * { box-sizing: border-box; }
    .pill { position: fixed; right: 1rem; bottom: 1rem; z-index: 2147483647; padding: .4rem .8rem; border-radius: 99px;
      font: 500 13px/1.3 system-ui, sans-serif; color: #fff; background: #27303f; box-shadow: 0 2px 10px #0004; }
    .wrong { position: fixed; inset: 0; z-index: 2147483647; overflow: auto; padding: 2rem 1rem; background: #10141ce6;
      font: 14px/1.5 system-ui, sans-serif; color: #e8ecf3; }
    .sheet { max-width: 62rem; margin: 0 auto; padding: 1.25rem 1.5rem; background: #1a202c; border-radius: 10px;
      border-top: 4px solid #ff6b6b; }
    h1 { margin: 0 0 1rem; font-size: 1.1rem; }
    .error { margin: 0 0 1.25rem; }
    .place { color: #8ab4ff; font: 13px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
    .text { margin: .15rem 0 .5rem; font-weight: 600; white-space: pre-wrap; overflow-wrap: anywhere; }
    pre { margin: 0; padding: .6rem .8rem; overflow-x: auto; background: #10141c; border-radius: 6px;
      font: 13px/1.5 ui-monospace, monospace; }
    .here { color: #ffb3b3; }
    .mark { color: #ff6b6b; }
    details { margin-top: 1rem; color: #aab4c5; }
    summary { cursor: pointer; margin-bottom: .5rem; }
    footer { margin-top: 1rem; color: #8793a8; }`

  let host = null

  function make(tag, name, text) {
    const element = document.createElement(tag)
    if (name) element.className = name
    if (text !== undefined) element.textContent = text
    return element
  }

  function clear() {
    host?.remove()
    host = null
  }

  // Outside of what live views patch, and out of reach of the page's styles.
  function show(content) {
    clear()
    host = make('anqa-dev')
    const root = host.attachShadow({ mode: 'open' })
    root.append(make('style', '', css), content)
    document.documentElement.append(host)
  }

  function sourceOf(error) {
    const block = make('pre')
    const width = String(error.first_line + error.source.length).length
    error.source.forEach((line, i) => {
      const number = error.first_line + i
      const here = number === error.line
      block.append(make('span', here ? 'here' : '', `${here ? '>' : ' '} ${String(number).padStart(width)} | ${line}\n`))
      if (here && error.column) {
        const before = line.slice(0, error.column - 1).replace(/[^\t]/g, ' ')
        block.append(make('span', 'mark', `  ${' '.repeat(width)} | ${before}^\n`))
      }
    })
    return block
  }

  function showWrong(notice) {
    const all = make('div', 'wrong')
    const sheet = make('div', 'sheet')
    sheet.append(make('h1', '', notice.title))
    for (const error of notice.errors) {
      const one = make('div', 'error')
      const place = [error.file, error.line || '', error.column || ''].filter(part => part !== '').join(':')
      if (place) one.append(make('div', 'place', place))
      one.append(make('div', 'text', error.text))
      if (error.source.length) one.append(sourceOf(error))
      sheet.append(one)
    }
    if (notice.output) {
      const details = make('details')
      details.open = notice.errors.length === 0
      details.append(make('summary', '', 'Everything that was said'), make('pre', '', notice.output))
      sheet.append(details)
    }
    sheet.append(make('footer', '', 'anqa-dev shows this until it is mended. Esc hides it.'))
    all.append(sheet)
    show(all)
  }

  function bringStyles(version) {
    for (const link of document.querySelectorAll('link[rel~=stylesheet][href]')) {
      const url = new URL(link.href, location.href)
      if (url.origin !== location.origin) continue
      url.searchParams.set('anqa-dev', version)
      const fresh = link.cloneNode()
      fresh.href = url.href
      // The old one stays until the new one is there, lest the page be bare in between.
      fresh.addEventListener('load', () => link.remove())
      fresh.addEventListener('error', () => fresh.remove())
      link.after(fresh)
    }
  }

  function isLive() {
    return document.querySelector('[data-phx-main]') !== null
  }

  function served(notice) {
    clear()
    if (styles !== notice.styles) bringStyles(notice.styles)
    const outdated = pages !== notice.pages
    const isNew = shownRun !== notice.run
    styles = notice.styles
    pages = notice.pages
    shownRun = notice.run
    if (outdated || (isNew && !isLive())) return location.reload()
    // After a longer absence the client would wait with its next attempt.
    const client = window.liveSocket
    if (isNew && client?.isConnected && !client.isConnected()) client.disconnect(() => client.connect())
  }

  function told(notice) {
    styles ??= notice.styles
    pages ??= notice.pages
    document.documentElement.dataset.anqaDev = notice.state
    if (notice.state === 'serving') served(notice)
    else if (notice.state === 'failed' || notice.state === 'down') showWrong(notice)
    else show(make('div', 'pill', notice.state === 'building' ? 'Building…' : 'Starting…'))
  }

  addEventListener('keydown', event => {
    if (event.key === 'Escape' && host) clear()
  })
  new EventSource(`http://${location.hostname}:${port}/notices`).onmessage = event => told(JSON.parse(event.data))
})()
