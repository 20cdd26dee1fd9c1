#include "anqa/http/server.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <unordered_set>
#include <utility>

#include "anqa/base/log.hpp"
#include "anqa/http/internal/connection.hpp"
#include "anqa/http/internal/socket.hpp"

namespace anqa::http {
namespace {

using detail::Listener;

/// Connections accepted before other processes get their turn.
constexpr int accepts_in_a_row = 64;
/// How long accepting pauses when the system has no descriptor or no memory for another connection.
constexpr std::chrono::milliseconds accept_pause{100};

struct AcceptAgain {};

}  // namespace

struct Server::State {
  State(Options options)
      : settings(std::make_shared<detail::ConnectionSettings>(std::move(options.handler), options.limits,
                                                              options.timeouts)),
        listener(std::make_unique<Listener>(options.ip, options.port, SOMAXCONN)) {}

  void accept();
  void pause(int error);
  /// Asks for Acceptable, unless it has been or there are connections enough.
  void listen();

  std::shared_ptr<detail::ConnectionSettings> settings;
  std::unique_ptr<Listener> listener;
  std::unordered_set<Pid> connections;
  bool waiting = false;  // for Acceptable or AcceptAgain
};

Server::Server(Options options) {
  if (!options.handler) throw std::runtime_error("http: the server was given no handler");
  // So that a connection's end is a message, and terminate() runs when the supervisor asks this server to
  // stop.
  trap_exit();
  state_ = std::make_unique<State>(std::move(options));
  state_->listen();
}

Server::~Server() = default;

std::uint16_t Server::handle_call(const Port&) { return state_->listener->port(); }
std::size_t Server::handle_call(const ConnectionCount&) { return state_->connections.size(); }

void Server::handle_info(const Exit& exit) {
  if (state_->connections.erase(exit.from) > 0) state_->listen();
}

void Server::handle_info(const AnyMessage& message) {
  if (message.get_if<detail::Acceptable>() || message.get_if<AcceptAgain>()) {
    state_->waiting = false;
    state_->accept();
  }
}

void Server::State::listen() {
  if (waiting || connections.size() >= settings->limits.connections) return;
  waiting = true;
  listener->notify_acceptable();
}

void Server::State::accept() {
  for (int i = 0; i < accepts_in_a_row && connections.size() < settings->limits.connections; ++i) {
    const Listener::Accepted accepted = listener->accept();
    if (accepted.fd >= 0) {
      connections.insert(start_link<detail::Connection>(settings, accepted.fd, accepted.peer).pid());
    } else if (accepted.error == EAGAIN) {
      break;
    } else if (accepted.error == EMFILE || accepted.error == ENFILE || accepted.error == ENOBUFS ||
               accepted.error == ENOMEM) {
      return pause(accepted.error);
    }
    // Any other error is that of one connection which broke before it was accepted.
  }
  listen();
}

void Server::State::pause(int error) {
  log_warning("http: accepting pauses, as the system has no room for another connection: " +
              std::string(std::strerror(error)) + "; " + std::to_string(connections.size()) + " are open");
  waiting = true;
  send_after(self(), accept_pause, AcceptAgain{});
}

Task<void> Server::terminate(ExitReason) {
  state_->listener.reset();
  state_->settings->stopping = true;
  const TimePoint end = std::chrono::steady_clock::now() + state_->settings->timeouts.drain;
  const auto connections = std::exchange(state_->connections, {});
  for (const Pid connection : connections) send(connection, detail::Drain{});
  for (const Pid connection : connections) {
    const Duration left = end - std::chrono::steady_clock::now();
    if (left <= Duration::zero()) break;
    co_await down(connection, left);
  }
  for (const Pid connection : connections) exit(connection, ExitReason::kill);
}

}  // namespace anqa::http
