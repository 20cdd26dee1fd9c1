#include "anqa/data/adapters/postgres/notifications.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "anqa/data/adapters/postgres/internal/connection.hpp"
#include "anqa/data/database_error.hpp"
#include "anqa/data/detail/sql.hpp"
#include "anqa/runtime/blocking.hpp"

namespace anqa {
namespace {

void require_channel(std::string_view channel) {
  if (!channel.empty() && channel.size() <= 63 && channel.find('\0') == std::string_view::npos) return;
  throw DatabaseError("PostgreSQL: a channel's name has 1 to 63 bytes, none of them zero; '" +
                      std::string(channel) + "' has " + std::to_string(channel.size()));
}

std::string listen_to(const std::string& channel) { return "LISTEN " + detail::quoted(channel); }

struct FreeNotify {
  void operator()(PGnotify* notification) const { PQfreemem(notification); }
};

}  // namespace

PostgresNotifications::PostgresNotifications(Options options) : options_(std::move(options)) {
  send(Server<PostgresNotifications>(self()), Connect{});
}

PostgresNotifications::~PostgresNotifications() = default;

Task<bool> PostgresNotifications::handle_call(Listen request) {
  auto& listening = listeners_[request.channel];
  const bool first = listening.empty();
  if (!listening.insert(request.who).second) co_return false;
  if (!monitors_.contains(request.who)) monitors_.emplace(request.who, monitor(request.who));
  // Without a connection all channels are listened to when there is one.
  if (first) co_await run(listen_to(request.channel));
  co_return true;
}

Task<bool> PostgresNotifications::handle_call(Unlisten request) {
  const auto found = listeners_.find(request.channel);
  if (found == listeners_.end() || !found->second.contains(request.who)) co_return false;
  co_await leave(request.channel, request.who);
  const bool elsewhere =
      std::ranges::any_of(listeners_, [&](const auto& entry) { return entry.second.contains(request.who); });
  if (!elsewhere) {
    if (const auto watched = monitors_.find(request.who); watched != monitors_.end()) {
      demonitor(watched->second);
      monitors_.erase(watched);
    }
  }
  co_return true;
}

Task<void> PostgresNotifications::handle_info(Down down) {
  monitors_.erase(down.pid);
  std::vector<std::string> channels;
  for (const auto& [channel, who] : listeners_) {
    if (who.contains(down.pid)) channels.push_back(channel);
  }
  for (const auto& channel : channels) co_await leave(channel, down.pid);
}

Task<void> PostgresNotifications::leave(std::string channel, Pid who) {
  const auto found = listeners_.find(channel);
  found->second.erase(who);
  if (!found->second.empty()) co_return;
  listeners_.erase(found);
  co_await run("UNLISTEN " + detail::quoted(channel));
}

Task<void> PostgresNotifications::run(std::string sql) {
  if (!connection_) co_return;
  bool lost = false;
  try {
    co_await blocking([connection = connection_, sql] { connection->execute(sql); });
  } catch (const ConnectionError&) {
    lost = true;
  }
  if (lost) {
    lose();
  } else {
    deliver();  // libpq has read on until the answer
  }
}

Task<void> PostgresNotifications::handle_info(Connect) {
  std::vector<std::string> channels;
  for (const auto& [channel, who] : listeners_) channels.push_back(channel);
  try {
    connection_ = co_await blocking([postgres = options_.postgres, channels] {
      auto connection = std::make_shared<postgres::Connection>(postgres);
      for (const auto& channel : channels) connection->execute(listen_to(channel));
      return connection;
    });
  } catch (const DatabaseError&) {  // the pool's connections say it in the log
    backoff_ =
        std::clamp<Duration>(backoff_ * 2, options_.postgres.backoff_min, options_.postgres.backoff_max);
    send_after(*this, backoff_, Connect{});
    co_return;
  }
  backoff_ = {};
  socket_ = TcpStream::adopt(::dup(PQsocket(connection_->handle())));
  socket_.arm_readable();
  if (std::exchange(was_connected_, true)) {
    for (const auto& [channel, listening] : listeners_) {
      for (const Pid who : listening) send(who, ListeningAgain{channel});
    }
  }
  deliver();
}

void PostgresNotifications::handle_info(const SocketEvent& event) {
  if (!connection_ || event.socket != socket_.id()) return;
  PGconn* handle = connection_->handle();
  // The scheduler tells of changes only, so all that is there has to be read now.
  pollfd socket{.fd = PQsocket(handle), .events = POLLIN, .revents = 0};
  do {
    if (PQconsumeInput(handle) == 0 || PQstatus(handle) != CONNECTION_OK) return lose();
  } while (poll(&socket, 1, 0) > 0);
  deliver();
  socket_.arm_readable();
}

void PostgresNotifications::deliver() {
  while (const std::unique_ptr<PGnotify, FreeNotify> notification{PQnotifies(connection_->handle())}) {
    const auto found = listeners_.find(notification->relname);
    if (found == listeners_.end()) continue;
    for (const Pid who : found->second) {
      send(who, PostgresNotification{notification->relname, notification->extra});
    }
  }
}

void PostgresNotifications::lose() {
  socket_.close();
  connection_.reset();
  send(Server<PostgresNotifications>(self()), Connect{});
}

Task<void> listen(Server<PostgresNotifications> server, std::string channel) {
  require_channel(channel);
  co_await call(server, PostgresNotifications::Listen{std::move(channel), self()});
}

Task<void> unlisten(Server<PostgresNotifications> server, std::string channel) {
  co_await call(server, PostgresNotifications::Unlisten{std::move(channel), self()});
}

void notify(BlockingRepo& transaction, std::string_view channel, std::string_view payload) {
  require_channel(channel);
  const SqlValue values[] = {std::string(channel), std::string(payload)};
  transaction.connection().query("SELECT pg_notify($1, $2)", values);
}

}  // namespace anqa
