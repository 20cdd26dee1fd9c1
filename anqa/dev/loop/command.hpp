#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "anqa/base/result.hpp"
#include "anqa/runtime/net/socket_event.hpp"
#include "anqa/runtime/net/tcp.hpp"
#include "anqa/runtime/task.hpp"

namespace anqa::dev {

/// A command of the operating system that one of our processes runs: in a process group of its own, with its
/// output as a stream. It is asked to end when this program dies, however that happens; what is left of its
/// group is killed when this object goes.
class Command {
 public:
  struct Options {
    std::vector<std::string> words;
    /// Variables in addition to ours, "NAME=value".
    std::vector<std::string> environment = {};
  };

  /// How it ended.
  struct End {
    int status = 0;  ///< its exit code, where no signal ended it
    int signal = 0;
    bool is_success() const { return status == 0 && signal == 0; }
    /// "exit code 1", "signal 11 (Segmentation fault)".
    std::string text() const;
  };

  /// Fails where the system has no room for another process. A program that is not there ends with 127 and
  /// says so in its output.
  static result<Command> start(const Options& options);
  Command(Command&& other) noexcept;
  Command& operator=(Command&& other) noexcept;
  ~Command();

  pid_t pid() const { return pid_; }
  /// The calling process gets a SocketEvent when there is output, and when it has ended.
  void arm();
  bool is_mine(const SocketEvent& event) const {
    return event.socket == output_.id() || event.socket == end_.id();
  }
  /// What it has said since it was asked last.
  std::string output();
  /// Once it has ended.
  std::optional<End> end();
  /// Sends a signal to it and to all that it has started.
  void signal(int number) const;
  /// Waits until it has ended; false when `limit` passed first.
  Task<bool> ended(Duration limit);

 private:
  Command() = default;
  void kill_group();

  pid_t pid_ = -1;
  TcpStream output_;
  TcpListener end_;  // its pidfd, of which nothing is used but the waiting
  std::optional<End> ended_;
};

}  // namespace anqa::dev
