#pragma once

#include <string_view>

#include "anqa/otp/via.hpp"
#include "anqa/runtime/process.hpp"

namespace anqa {

namespace detail {
/// The one copy of a name, kept for ever: a Server holds its address.
const std::string* intern(std::string_view name);
}  // namespace detail

/// The address of a server of class T: a pid, or a name, registered or in a registry, that is looked up at
/// each use, so that it finds the server again after its supervisor restarted it. Cheap to copy, may be sent
/// in messages.
template <class T>
class Server {
 public:
  Server() = default;
  explicit Server(Pid pid) : pid_(pid) {}
  /// By name: `Server<RateLimiter> limiter{"rate_limiter"};`
  explicit Server(std::string_view name) : name_(detail::intern(name)) {}
  /// In a registry: `Server<Room> lobby{Registry::via("rooms", "lobby")};`
  explicit Server(Via via) : via_(std::move(via)) {}

  /// A default-made Pid when no process has that name now.
  Pid pid() const { return name_ ? whereis(*name_) : via_ ? via_.whereis() : pid_; }

 private:
  friend struct Wire<Server>;
  Pid pid_;
  const std::string* name_ = nullptr;
  Via via_;
};

/// A name travels as a name: it is looked up where it is used. What a registry has is looked up before: it is
/// of this node.
template <class T>
struct Wire<Server<T>> {
  static void put(const Server<T>& server, WireWriter& writer) {
    writer.raw(server.via_ ? server.pid() : server.pid_);
    writer.size(server.name_ ? server.name_->size() : 0);
    if (server.name_) writer.bytes(server.name_->data(), server.name_->size());
  }
  static void get(Server<T>& server, WireReader& reader) {
    const Pid pid = reader.raw<Pid>();
    const std::string name = reader.text();
    server = name.empty() ? Server<T>(pid) : Server<T>(name);
  }
};

/// Inside a server: its own typed address, `self(*this)`.
template <class T>
Server<T> self(const T&) {
  return Server<T>(self());
}

}  // namespace anqa
