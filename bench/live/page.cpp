#include "page.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "bench/support/server_process.hpp"

namespace bench {
namespace {

/// What lies between the two in `text`; ends the program where they are not there.
std::string between(std::string_view text, std::string_view before, std::string_view after) {
  const auto begin = text.find(before);
  const auto end = begin == std::string_view::npos ? begin : text.find(after, begin + before.size());
  if (end == std::string_view::npos) {
    std::fprintf(stderr, "the page has no %.*s\n", static_cast<int>(before.size()), before.data());
    std::exit(1);
  }
  return std::string(text.substr(begin + before.size(), end - begin - before.size()));
}

std::string get_page(const Client& client, std::string_view path) {
  client.send("GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n");
  std::string answer;
  while (!answer.contains("</html>")) client.receive(answer);
  return answer;
}

void shake_hands(const Client& client, std::string_view target, std::string_view headers) {
  std::string request = "GET ";
  request += target;
  request +=
      " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\n";
  request += headers;
  client.send(request + "\r\n");
  std::string answer;
  while (!answer.ends_with("\r\n\r\n")) client.receive(answer);
  if (!answer.starts_with("HTTP/1.1 101")) {
    std::fprintf(stderr, "no WebSocket: %s\n", answer.c_str());
    std::exit(1);
  }
}

void join(const Client& client, const std::string& page, std::string_view path, const std::string& topic) {
  client.send(frame(R"(["1","1",")" + topic + R"(","phx_join",{"url":"http://localhost)" + std::string(path) +
                    R"(","params":{"_mounts":0},"session":")" + between(page, "data-phx-session=\"", "\"") +
                    R"(","static":")" + between(page, "data-phx-static=\"", "\"") + "\"}]"));
  std::string answer;
  while (frame_length(answer) == 0) client.receive(answer);
  if (!answer.contains("\"rendered\"")) {
    std::fprintf(stderr, "not joined: %s\n", answer.c_str());
    std::exit(1);
  }
}

}  // namespace

Client::Client(int port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) give_up("connect");
  const int on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Client::~Client() {
  if (fd_ >= 0) ::close(fd_);
}

Client::Client(Client&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

void Client::send(std::string_view bytes) const {
  if (::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
    give_up("send");
}

void Client::receive(std::string& into) const {
  std::array<char, 16384> buffer;
  const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
  if (got <= 0) give_up("a server closed a connection");
  into.append(buffer.data(), static_cast<std::size_t>(got));
}

std::string frame(std::string_view text) {
  constexpr std::string_view mask = "mask";
  std::string out = "\x81";
  if (text.size() < 126) {
    out += static_cast<char>(0x80 | text.size());
  } else {
    out += static_cast<char>(0x80 | 126);
    out += static_cast<char>(text.size() >> 8);
    out += static_cast<char>(text.size() & 0xff);
  }
  out += mask;
  for (std::size_t i = 0; i < text.size(); ++i) out += static_cast<char>(text[i] ^ mask[i % mask.size()]);
  return out;
}

namespace {

/// How many bytes stand for the length of a frame's text behind its second byte.
std::size_t length_bytes(std::string_view data) {
  const auto length = static_cast<unsigned char>(data[1]);
  return length < 126 ? 0 : length == 126 ? 2 : 8;
}

}  // namespace

std::size_t frame_length(std::string_view data) {
  if (data.size() < 2) return 0;
  const std::size_t more = length_bytes(data);
  if (data.size() < 2 + more) return 0;
  std::size_t size = more == 0 ? static_cast<unsigned char>(data[1]) : 0;
  for (std::size_t i = 2; i < 2 + more; ++i) size = size << 8 | static_cast<unsigned char>(data[i]);
  return data.size() < 2 + more + size ? 0 : 2 + more + size;
}

std::string_view frame_text(std::string_view data) {
  return data.substr(0, frame_length(data)).substr(2 + length_bytes(data));
}

std::string open_page(const Client& client, const Client& pages, std::string_view path) {
  const std::string page = get_page(pages, path);
  const std::string topic = "lv:" + between(page, "<div id=\"", "\"");
  shake_hands(client,
              "/live/websocket?vsn=2.0.0&_csrf_token=" + between(page, "\"csrf-token\" content=\"", "\""),
              "Cookie: " + between(page, "set-cookie: ", ";") + "\r\n");
  join(client, page, path, topic);
  return topic;
}

std::string open_bare(const Client& client, std::size_t number) {
  shake_hands(client, "/", "");
  const std::string digits = std::to_string(number);
  return "lv:phx-" + std::string(16 - digits.size(), '0') + digits;
}

std::string click(std::string_view topic, std::string_view event, std::size_t n) {
  std::string text = R"(["1",")" + std::to_string(n + 2) + R"(",")";
  text += topic;
  text += R"(","event",{"type":"click","event":")";
  text += event;
  text += R"(","value":{"value":""}}])";
  return frame(text);
}

}  // namespace bench
