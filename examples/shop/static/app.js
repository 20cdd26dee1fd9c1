// The browser's side of the live pages: the official clients, loaded before this file.
const token = document.querySelector("meta[name='csrf-token']").getAttribute("content");

// The support page's chat: a channel of its own beside the live page.
const SupportChat = {
  mounted() {
    const lines = this.el.querySelector("#chat-lines");
    const form = this.el.querySelector("#chat-form");
    const status = this.el.querySelector("#chat-status");
    let you;
    const show = ({number, author, text}) => {
      if (lines.querySelector(`[data-number="${number}"]`)) return;
      const line = document.createElement("li");
      line.dataset.number = number;
      line.classList.toggle("mine", author === you);
      const name = document.createElement("strong");
      name.textContent = author;
      line.append(name, " ", text);
      lines.append(line);
      line.scrollIntoView({block: "nearest"});
    };
    this.socket = new Phoenix.Socket("/socket", {params: {_csrf_token: token}, longPollFallbackMs: 3000});
    this.socket.connect();
    const channel = this.socket.channel("support:" + this.el.dataset.room, {author: this.el.dataset.author});
    channel.on("line", show);
    channel.onError(() => { status.textContent = "The connection is lost. Trying again…"; });
    channel.join()
      .receive("ok", ({lines: earlier, you: name}) => { you = name; earlier.forEach(show); status.textContent = "Connected"; })
      .receive("error", ({reason}) => { status.textContent = reason; });
    form.addEventListener("submit", event => {
      event.preventDefault();
      const text = form.elements.text.value.trim();
      if (text === "") return;
      channel.push("say", {text})
        .receive("ok", () => { form.reset(); })
        .receive("error", ({reason}) => { status.textContent = reason; })
        .receive("timeout", () => { status.textContent = "No answer. Please try again."; });
    });
  },
  destroyed() { this.socket.disconnect(); },
};

const liveSocket = new LiveView.LiveSocket("/live", Phoenix.Socket, {params: {_csrf_token: token}, hooks: {SupportChat}});
liveSocket.connect();
window.liveSocket = liveSocket;
