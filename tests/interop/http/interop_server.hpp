#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "anqa/http/server.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa::http {

/// A folder that goes with the test.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::string file(const std::string& name) const { return (folder_ / name).string(); }
  /// Writes a file and returns its path.
  std::string file(const std::string& name, const std::string& content) const;

 private:
  std::filesystem::path folder_;
};

/// A server on a free port, in the clear or with a certificate for "localhost" that `openssl` made;
/// mutual_tls asks clients for the same.
class InteropServer {
 public:
  enum class Over { clear, tls, mutual_tls };
  explicit InteropServer(Over over, Server::Options options = {});
  ~InteropServer();
  InteropServer(const InteropServer&) = delete;
  InteropServer& operator=(const InteropServer&) = delete;

  std::string port() const { return std::to_string(port_); }
  /// "https://localhost:4001/path".
  std::string url(const std::string& path) const;
  std::string keyfile() const { return scratch_.file("key.pem"); }
  std::string certfile() const { return scratch_.file("cert.pem"); }
  const Scratch& scratch() const { return scratch_; }
  std::size_t connections();

 private:
  bool tls_;
  Scratch scratch_;
  System system_;
  Pid server_;
  std::uint16_t port_ = 0;
};

/// What a command wrote to both of its outputs.
std::string output_of(const std::string& command);

}  // namespace anqa::http
