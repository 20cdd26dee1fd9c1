#include "anqa/http/server.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <unordered_set>
#include <utility>

#include "anqa/base/log.hpp"
#include "anqa/http/internal/connection.hpp"
#include "anqa/http/internal/handover.hpp"
#include "anqa/runtime/net/tcp.hpp"

namespace anqa::http {
namespace {

/// Connections accepted before other processes get their turn.
constexpr int accepts_in_a_row = 64;
/// How long accepting pauses when the system has no descriptor or no memory for another connection.
constexpr std::chrono::milliseconds accept_pause{100};

struct AcceptAgain {};

void end_this_process() { ::kill(::getpid(), SIGTERM); }

/// Whether a socket that was handed over is what the options ask for.
bool fits(const TcpListener& listener, const Server::Options& options) {
  const SocketAddress at = listener.local();
  if (options.ip.starts_with("unix:")) return at.address.starts_with("unix:");
  return !at.address.starts_with("unix:") && (options.port == 0 || options.port == at.port);
}

TcpListener listen_on(const Server::Options& options, detail::Handover& handover) {
  if (!options.handover.empty()) {
    if (TcpListener taken = handover.take(options.handover)) {
      if (fits(taken, options)) return taken;
      log_warning("http: the socket that was handed over is no longer the one to listen on");
    }
  }
  auto listener = TcpListener::listen({.address = options.ip, .port = options.port});
  if (!listener) throw std::runtime_error("http: " + listener.error().message);
  return std::move(*listener);
}

}  // namespace

struct Server::State {
  State(Options options)
      : settings(std::make_shared<detail::ConnectionSettings>(std::move(options.handler), options.limits,
                                                              options.timeouts)),
        listener(listen_on(options, handover)),
        port(listener.local().port),
        drainer(options.drainer),
        handed_over(options.handed_over ? options.handed_over : &end_this_process) {
    settings->stream_bodies_over = options.stream_bodies_over;
    if (options.tls) settings->tls = detail::TlsContext::server(*options.tls, options.http2);
    settings->http2 = options.http2;
    settings->server = self();
  }

  void accept();
  void take(TcpStream stream);
  void pause(int error);
  /// Accepts no more, and lets what is open end.
  void drain();
  /// Asks for a SocketEvent, unless it has been or there are connections enough.
  void listen();

  std::shared_ptr<detail::ConnectionSettings> settings;
  detail::Handover handover;
  TcpListener listener;
  std::uint16_t port;
  Drainer drainer;
  void (*handed_over)();
  std::unordered_set<Pid> connections;
  bool waiting = false;  // for a SocketEvent or AcceptAgain
  bool missed = false;   // somebody waited when there were connections enough, and will not be told of again
  bool paused = false;   // the system had no room for the last connection
};

Server::Server(Options options) {
  if (!options.handler) throw std::runtime_error("http: the server was given no handler");
  // So that a connection's end is a message, and terminate() runs when the supervisor asks this server to
  // stop.
  trap_exit();
  const std::string handover = options.handover;
  state_ = std::make_unique<State>(std::move(options));
  state_->listen();
  if (handover.empty()) return;
  // First, so that there is always somebody to ask.
  state_->handover.offer(handover);
  state_->handover.ready();
}

Server::~Server() = default;

std::uint16_t Server::handle_call(const Port&) { return state_->port; }
std::size_t Server::handle_call(const ConnectionCount&) { return state_->connections.size(); }

void Server::handle_info(const Exit& exit) {
  if (state_->connections.erase(exit.from) > 0) state_->listen();
}

void Server::handle_info(const SocketEvent& event) {
  if (!state_->handover.is_mine(event)) return state_->accept();
  if (!state_->handover.handle(event, state_->listener)) return;
  log_info("http: the listening socket was handed over; this server drains");
  state_->drain();
  state_->handed_over();
}

void Server::handle_info(const AnyMessage& message) {
  if (message.get_if<AcceptAgain>()) state_->accept();
  if (const auto* replaced = message.get_if<detail::Replaced>()) {
    state_->connections.erase(replaced->old);
    state_->connections.insert(replaced->now);
    // It may have come to be while this server told the others.
    if (state_->settings->stopping) send(replaced->now, detail::Drain{});
  }
}

void Server::State::listen() {
  if (waiting || !listener || connections.size() >= settings->limits.connections) return;
  waiting = true;
  if (std::exchange(missed, false)) {
    send(self(), AcceptAgain{});
  } else {
    listener.arm();
  }
}

void Server::State::accept() {
  waiting = false;
  if (!listener) return;
  // A connection that another process took over may have come to the set again after this was asked for.
  missed = connections.size() >= settings->limits.connections;
  for (int i = 0; i < accepts_in_a_row && connections.size() < settings->limits.connections; ++i) {
    TcpListener::Accepted accepted = listener.accept();
    if (accepted.stream) {
      if (std::exchange(paused, false)) log_info("http: accepting goes on");
      take(std::move(accepted.stream));
    } else if (accepted.status == IoResult::Status::would_block) {
      break;
    } else if (accepted.error == EMFILE || accepted.error == ENFILE || accepted.error == ENOBUFS ||
               accepted.error == ENOMEM || accepted.error == ENOSPC) {
      return pause(accepted.error);
    }
    // Any other error is that of one connection which broke before it was accepted.
  }
  listen();
}

void Server::State::take(TcpStream stream) {
  try {
    connections.insert(start_link<detail::Connection>(settings, std::move(stream)).pid());
  } catch (const std::exception& error) {
    // One connection that cannot be served ends neither the server nor the others.
    log_error(std::string("http: a connection could not be served: ") + error.what());
  }
}

void Server::State::pause(int error) {
  // It tries again and again; one line says that it began to.
  if (!std::exchange(paused, true)) {
    log_warning("http: accepting pauses, as the system has no room for another connection: " +
                std::string(std::strerror(error)) + "; " + std::to_string(connections.size()) + " are open");
  }
  waiting = true;
  send_after(self(), accept_pause, AcceptAgain{});
}

void Server::State::drain() {
  handover.close();
  listener.close();
  if (settings->stopping.exchange(true)) return;
  std::size_t told = 0;
  for (const Pid connection : connections) {
    const auto batch = told++ / std::max<std::size_t>(drainer.batch_size, 1);
    send(connection, detail::Drain{drainer.batch_interval * static_cast<std::int64_t>(batch)});
  }
}

Task<void> Server::terminate(ExitReason) {
  state_->drain();
  const TimePoint end = std::chrono::steady_clock::now() + state_->settings->timeouts.drain;
  const auto connections = std::exchange(state_->connections, {});
  for (const Pid connection : connections) {
    const Duration left = end - std::chrono::steady_clock::now();
    if (left <= Duration::zero()) break;
    co_await down(connection, left);
  }
  for (const Pid connection : connections) exit(connection, ExitReason::kill);
}

}  // namespace anqa::http
