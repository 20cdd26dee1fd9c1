#pragma once

#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace anqa::detail {

/// Stands between a client and a PostgreSQL server and counts the messages of the protocol (PostgreSQL's
/// manual, "Message Formats"); cuts a connection after the one that it is told to. For tests.
class PostgresProxy {
 public:
  /// `server` is the folder of the server's socket.
  explicit PostgresProxy(std::string server)
      : server_(std::move(server) + socket_name),
        folder_((std::filesystem::temp_directory_path() / "anqa-proxy-XXXXXX").string()) {
    if (!mkdtemp(folder_.data())) throw std::runtime_error("no folder for a proxy: " + folder_);
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = address_of(folder_ + socket_name);
    if (bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener_, 64) != 0 || pipe(wake_.data()) != 0) {
      throw std::runtime_error("no proxy at " + folder_);
    }
    thread_ = std::thread([this] { run(); });
  }
  PostgresProxy(const PostgresProxy&) = delete;
  PostgresProxy& operator=(const PostgresProxy&) = delete;
  ~PostgresProxy() {
    close(wake_[1]);
    thread_.join();
    close(wake_[0]);
    close(listener_);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::string url(const std::string& database) const {
    return "host=" + folder_ + " user=anqa dbname=" + database;
  }

  /// The connection that carries the so manieth message from now on is cut behind it; the others are left.
  void cut_after(int messages) { left_ = messages; }
  /// Whether that has happened.
  bool has_cut() const { return left_ <= 0; }
  void never_cut() { left_ = never; }

 private:
  static constexpr const char* socket_name = "/.s.PGSQL.5432";
  static constexpr int never = 1 << 30;

  /// One direction of a connection.
  struct Stream {
    int from = -1;
    int to = -1;
    bool has_type = true;  ///< all messages but the client's first begin with a byte that says what they are
    std::string header = {};
    std::uint32_t body = 0;  ///< how much of the message is still to come
  };
  struct Link {
    Stream up, down;
  };

  static sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    return address;
  }

  void run() {
    std::vector<Link> links;
    for (;;) {
      std::vector<pollfd> sockets = {{wake_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
      for (const auto& link : links) {
        sockets.push_back({link.up.from, POLLIN, 0});
        sockets.push_back({link.down.from, POLLIN, 0});
      }
      poll(sockets.data(), sockets.size(), -1);
      if (sockets[0].revents != 0) break;
      for (std::size_t i = links.size(); i-- > 0;) {
        const bool up = sockets[2 + 2 * i].revents == 0 || pass(links[i].up);
        const bool down = sockets[3 + 2 * i].revents == 0 || (up && pass(links[i].down));
        if (up && down) continue;
        finish(links[i]);
        links.erase(links.begin() + static_cast<std::ptrdiff_t>(i));
      }
      if (sockets[1].revents != 0) {
        const int client = accept(listener_, nullptr, nullptr);
        const int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const auto address = address_of(server_);
        if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
          close(client);
          close(server);
          continue;
        }
        links.push_back({{.from = client, .to = server, .has_type = false}, {.from = server, .to = client}});
      }
    }
    for (auto& link : links) finish(link);
  }

  static void finish(const Link& link) {
    close(link.up.from);
    close(link.down.from);
  }

  /// Sends on what has come; false when the connection has ended or is to be cut.
  bool pass(Stream& stream) {
    std::array<char, 8192> buffer{};
    const auto size = ::read(stream.from, buffer.data(), buffer.size());
    if (size <= 0) return false;
    std::size_t end = 0;
    bool cut = false;
    while (end < static_cast<std::size_t>(size) && !cut) {
      if (stream.body > 0) {
        const auto part = std::min<std::size_t>(stream.body, static_cast<std::size_t>(size) - end);
        stream.body -= static_cast<std::uint32_t>(part);
        end += part;
      } else {
        stream.header += buffer[end++];
        const std::size_t begin = stream.has_type ? 1 : 0;
        if (stream.header.size() < begin + 4) continue;
        std::uint32_t length = 0;
        std::memcpy(&length, stream.header.data() + begin, 4);
        stream.body = __builtin_bswap32(length) - 4;
        stream.header.clear();
        stream.has_type = true;
      }
      const bool whole = stream.body == 0 && stream.header.empty();
      cut = whole && left_ != never && --left_ == 0;
    }
    for (std::size_t sent = 0; sent < end;) {
      const auto part = ::send(stream.to, buffer.data() + sent, end - sent, MSG_NOSIGNAL);
      if (part <= 0) return false;
      sent += static_cast<std::size_t>(part);
    }
    return !cut;
  }

  std::string server_;
  std::string folder_;
  int listener_ = -1;
  std::array<int, 2> wake_{};
  std::atomic<int> left_ = never;
  std::thread thread_;
};

}  // namespace anqa::detail
