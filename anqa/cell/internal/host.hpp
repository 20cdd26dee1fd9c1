#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "anqa/base/log.hpp"
#include "anqa/cell/internal/frame.hpp"
#include "anqa/cell/internal/parcel.hpp"
#include "anqa/cell/internal/start_order.hpp"
#include "anqa/otp/child_spec.hpp"
#include "anqa/runtime/detail/router.hpp"
#include "anqa/runtime/net/tcp.hpp"

namespace anqa::cell {

/// The application as it is seen from inside a cell: where everything goes that is for a process elsewhere.
class Host final : public detail::Router, public LogSink {
 public:
  /// On the cell's end of the socket, which does not block.
  explicit Host(int socket);

  /// Waits for the start order. The constructor arguments are what `arguments` then holds. False when the
  /// application has gone.
  bool receive_order(StartOrder& order, std::string& arguments);

  void route(Pid to, EnvelopePtr envelope) override;
  /// Asks the application and waits for its answer, handling meanwhile what else comes in.
  Pid whereis(std::string_view name) override;
  void write(LogLevel level, std::string_view message) override;

  void tell_started();
  /// Tells why the server has ended, and ends this process.
  [[noreturn]] void end(const ExitReason& reason);

  /// The body of the process that takes what comes from the application.
  static Task<void> serve(Host* host);

  /// The server's pid, once it is known.
  void set_server(Pid server) { server_ = server; }

 private:
  void send(std::string_view frames);
  /// Takes a part of what has come; waits for something if `block`. False when nothing had come.
  bool receive(bool block);
  void take_frames();
  void take(FrameKind kind, WireReader& reader);

  const int socket_;
  std::mutex writing_;
  std::recursive_mutex reading_;
  FrameReader in_;
  Pid server_;
  std::uint64_t next_question_ = 1;
  std::map<std::uint64_t, Pid> answers_;
};

}  // namespace anqa::cell
