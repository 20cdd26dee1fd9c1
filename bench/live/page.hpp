#pragma once

#include <string>
#include <string_view>

namespace bench {

/// A connection to a server on this machine.
class Client {
 public:
  explicit Client(int port);
  ~Client();
  Client(Client&& other) noexcept;
  Client& operator=(Client&&) = delete;
  Client(const Client&) = delete;

  int fd() const { return fd_; }
  void send(std::string_view bytes) const;
  /// Waits for more bytes and appends them; ends the program when the server closes.
  void receive(std::string& into) const;

 private:
  int fd_ = -1;
};

/// A text frame as a client sends it.
std::string frame(std::string_view text);

/// The bytes of the first frame of `data`, its head too; 0 while it is not complete.
std::size_t frame_length(std::string_view data);

/// The text of the first frame of `data`, which is complete.
std::string_view frame_text(std::string_view data);

/// What a browser does before the first event: loads the page by a connection that it keeps for that,
/// `pages`; opens the WebSocket with the page's cookie and token, and joins. Gives the topic.
std::string open_page(const Client& client, const Client& pages, std::string_view path);

/// Opens the WebSocket to a loop that knows no pages; gives a topic as long as a real one.
std::string open_bare(const Client& client, std::size_t number);

/// The frame of the n-th click on what sends `event`.
std::string click(std::string_view topic, std::string_view event, std::size_t n);

}  // namespace bench
