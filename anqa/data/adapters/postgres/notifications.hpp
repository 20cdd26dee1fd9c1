#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "anqa/data/adapters/postgres/postgres.hpp"
#include "anqa/data/blocking_repo.hpp"
#include "anqa/otp/call.hpp"
#include "anqa/otp/gen_server.hpp"
#include "anqa/runtime/net/tcp.hpp"

namespace anqa {

namespace postgres {
class Connection;
}

/// What PostgreSQL's NOTIFY sent on a channel that this process listens to.
struct PostgresNotification {
  std::string channel;
  std::string payload;
};

/// The connection had been lost and is there again: what was sent on the channel meanwhile did not arrive.
struct ListeningAgain {
  std::string channel;
};

/// Owns a connection that listens to PostgreSQL's notifications, for all processes that ask: what
/// Postgrex.Notifications is. A child of the supervision tree.
///
///   … child<PostgresNotifications>({.postgres = {.url = …}}).named("shop.notifications") …
///   co_await listen(Server<PostgresNotifications>("shop.notifications"), "orders");
///   const auto placed = co_await receive<PostgresNotification>();
class PostgresNotifications : public GenServer {
 public:
  struct Options {
    PostgresOptions postgres;
  };
  struct Listen {
    std::string channel;
    Pid who;
    using Reply = bool;
  };
  struct Unlisten {
    std::string channel;
    Pid who;
    using Reply = bool;
  };
  struct Connect {};

  explicit PostgresNotifications(Options options);
  ~PostgresNotifications() override;

  Task<bool> handle_call(Listen request);
  Task<bool> handle_call(Unlisten request);
  Task<void> handle_info(Connect);
  Task<void> handle_info(Down down);
  void handle_info(const SocketEvent&);

 private:
  Task<void> run(std::string sql);
  Task<void> leave(std::string channel, Pid who);
  void deliver();
  void lose();

  Options options_;
  std::shared_ptr<postgres::Connection> connection_;
  TcpStream socket_;  ///< of a copy of libpq's descriptor, to be woken by
  std::unordered_map<std::string, std::set<Pid>> listeners_;
  std::unordered_map<Pid, MonitorRef> monitors_;
  Duration backoff_{};
  bool was_connected_ = false;
};

/// From now on the calling process gets a PostgresNotification for each NOTIFY on the channel, until it ends
/// or calls unlisten(). While the database is away it is waited for, and a ListeningAgain says when it is
/// back. Throws DatabaseError for a name that is no channel's: empty, longer than 63 bytes or with a zero
/// byte.
Task<void> listen(Server<PostgresNotifications> server, std::string channel);
Task<void> unlisten(Server<PostgresNotifications> server, std::string channel);

/// Tells those who listen, when the transaction is committed. The payload has 7,999 bytes at most.
void notify(BlockingRepo& transaction, std::string_view channel, std::string_view payload = {});

}  // namespace anqa
