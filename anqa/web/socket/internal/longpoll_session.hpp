#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "anqa/http/limits.hpp"
#include "anqa/http/websocket.hpp"
#include "anqa/otp/gen_server.hpp"

namespace anqa::detail {

class LongPollSessions;

/// Stands in the place of a WebSocket's connection for a client that polls:
/// keeps what is sent to it until it is asked for, and hands on what the client
/// posts. Ends when nobody polls any more.
class LongPollSession : public GenServer {
 public:
  struct Polled {
    std::vector<std::string> frames;
    bool gone = false;  ///< the session is over, and there is nothing left of it
  };
  /// A call: what there is for the client, as soon as there is something, or
  /// nothing after the window.
  struct Poll {
    using Reply = Polled;
  };
  /// A call: one frame a line, as the client batches them. Gives false when it
  /// is too much.
  struct Publish {
    using Reply = bool;
    std::vector<std::string> frames;  ///< text, or base64 of a binary frame
    bool encoded = false;             ///< whether those that do not begin with '[' are base64
  };
  /// The endpoint stops.
  struct Drain {};
  struct Overdue {
    std::uint64_t turn;
  };
  struct Deliver {};
  using Infos = Messages<http::WebSocketPush, Drain, Overdue, Deliver>;

  struct Options {
    std::shared_ptr<LongPollSessions> sessions;
    std::unique_ptr<http::WebSocketHandler> handler;
    std::chrono::milliseconds window;
    http::Limits limits;
  };
  explicit LongPollSession(Options options);
  ~LongPollSession() override;

  void init();
  void handle_call(const Poll& poll, From<Polled> from);
  bool handle_call(const Publish& publish);
  void handle_info(const http::WebSocketPush& push);
  void handle_info(const Deliver&);
  void handle_info(const Overdue& overdue);
  void handle_info(const Drain&);
  void handle_info(const Down& down);
  void handle_info(const AnyMessage& message);

 private:
  void answer(Polled polled);
  /// After it Overdue comes, unless a new turn has begun.
  void wait(std::chrono::milliseconds length);
  void close(http::CloseCode code, std::string_view reason);

  std::shared_ptr<LongPollSessions> sessions_;
  Pid pid_;
  std::unique_ptr<http::WebSocketHandler> handler_;
  std::chrono::milliseconds window_;
  http::Limits limits_;
  std::optional<From<Polled>> poller_;
  std::vector<std::string> frames_;
  std::size_t bytes_ = 0;
  std::uint64_t turn_ = 0;
  bool delivering_ = false;
  bool warned_ = false;
  std::optional<http::CloseCode> closed_;
};

}  // namespace anqa::detail
