#include "anqa/http/client.hpp"

#include <algorithm>
#include <atomic>
#include <deque>
#include <unordered_map>
#include <utility>

#include "anqa/http/internal/client_lease.hpp"

namespace anqa::http {
namespace {

using detail::Lease;
using detail::Transport;

struct Idle {
  Transport transport;
  TimePoint since;
};

struct Waiting {
  std::uint64_t id = 0;
  From<Lease> from;
};

/// What there is for one server.
struct Host {
  std::vector<Idle> idle;  // the newest at the end
  std::deque<Waiting> waiting;
  std::size_t lent = 0;
};

struct Borrower {
  std::string origin;
  MonitorRef monitor;
};

/// A server that has closed a kept connection has said so.
bool is_usable(Transport& transport) {
  char byte = 0;
  return transport.read(&byte, 1).status == IoResult::Status::would_block;
}

}  // namespace

struct Client::State {
  explicit State(Options given)
      : options(std::make_shared<const Options>(std::move(given))),
        tls(detail::TlsContext::client({.cacertfile = options->cacertfile, .verify = options->verify})) {}

  void lend(Host& host, detail::CheckOut asked, From<Lease> from);
  void take_back(std::uint64_t id, Transport transport);
  void forget(const std::string& origin);

  std::shared_ptr<const Options> options;
  std::shared_ptr<const detail::TlsContext> tls;
  std::unordered_map<std::string, Host> hosts;
  std::unordered_map<std::uint64_t, Borrower> borrowers;
  bool sweeping = false;
};

Client::Client(Options options) : state_(std::make_unique<State>(std::move(options))) {}
Client::~Client() = default;

void Client::handle_call(detail::CheckOut asked, From<Lease> from) {
  Host& host = state_->hosts[asked.origin];
  if (host.lent >= state_->options->pool_size) {
    // Its place in the queue is remembered by name, too: see take_back().
    state_->borrowers[asked.id] = {std::move(asked.origin), {}};
    host.waiting.push_back({asked.id, std::move(from)});
    send_after(*this, state_->options->pool_timeout, detail::GiveUp{asked.id});
    return;
  }
  state_->lend(host, std::move(asked), std::move(from));
}

void Client::State::lend(Host& host, detail::CheckOut asked, From<Lease> from) {
  Lease lease{.transport = {}, .options = options, .tls = tls};
  if (asked.fresh) host.idle.clear();
  while (!host.idle.empty() && !lease.transport) {
    Transport newest = std::move(host.idle.back().transport);
    host.idle.pop_back();
    if (is_usable(newest)) lease.transport = std::move(newest);
  }
  ++host.lent;
  // A borrower that is killed gives back by its destructors; one that dies before this arrives cannot.
  borrowers[asked.id] = {std::move(asked.origin), monitor(from.pid())};
  from.reply(std::move(lease));
}

void Client::handle_cast(detail::CheckIn returned) {
  state_->take_back(returned.id, std::move(returned.transport));
  if (!std::exchange(state_->sweeping, true)) {
    send_after(*this, state_->options->idle_timeout, detail::SweepIdle{});
  }
}

void Client::State::take_back(std::uint64_t id, Transport transport) {
  const auto found = borrowers.find(id);
  if (found == borrowers.end()) return;
  const Borrower borrower = std::move(found->second);
  borrowers.erase(found);
  Host& host = hosts[borrower.origin];
  if (borrower.monitor == MonitorRef{}) {
    std::erase_if(host.waiting, [id](const Waiting& waiting) { return waiting.id == id; });
    return;
  }
  demonitor(borrower.monitor);
  --host.lent;
  if (transport) host.idle.push_back({std::move(transport), std::chrono::steady_clock::now()});
  if (host.waiting.empty()) return forget(borrower.origin);
  Waiting next = std::move(host.waiting.front());
  host.waiting.pop_front();
  lend(host, {.origin = borrower.origin, .id = next.id}, std::move(next.from));
}

/// Keeps nothing of a server that nobody uses.
void Client::State::forget(const std::string& origin) {
  const auto host = hosts.find(origin);
  if (host != hosts.end() && host->second.lent == 0 && host->second.idle.empty() &&
      host->second.waiting.empty()) {
    hosts.erase(host);
  }
}

void Client::handle_info(const Down& down) {
  for (const auto& [id, borrower] : state_->borrowers) {
    if (borrower.monitor == down.monitor) return state_->take_back(id, {});
  }
}

void Client::handle_info(const detail::GiveUp& late) {
  const auto borrower = state_->borrowers.find(late.id);
  if (borrower == state_->borrowers.end() || borrower->second.monitor != MonitorRef{}) return;
  // The one whose From is dropped would be told that the pool has failed.
  for (Waiting& waiting : state_->hosts[borrower->second.origin].waiting) {
    if (waiting.id == late.id) waiting.from.reply(Lease{});
  }
  state_->take_back(late.id, {});
}

void Client::handle_info(const detail::SweepIdle&) {
  state_->sweeping = false;
  const TimePoint oldest = std::chrono::steady_clock::now() - state_->options->idle_timeout;
  bool any = false;
  for (auto host = state_->hosts.begin(); host != state_->hosts.end();) {
    std::erase_if(host->second.idle, [oldest](const Idle& idle) { return idle.since <= oldest; });
    any = any || !host->second.idle.empty();
    const bool unused = host->second.lent == 0 && host->second.idle.empty() && host->second.waiting.empty();
    host = unused ? state_->hosts.erase(host) : std::next(host);
  }
  if (any) {
    state_->sweeping = true;
    send_after(*this, state_->options->idle_timeout, detail::SweepIdle{});
  }
}

namespace detail {
namespace {
std::atomic<std::uint64_t> next_place{1};
}

Place::Place(anqa::Server<Client> pool)
    : pool_(std::move(pool)), id_(next_place.fetch_add(1, std::memory_order_relaxed)) {}

Place::~Place() {
  if (id_ != 0) cast(pool_, CheckIn{id_, {}});
}

void Place::give_back(Transport transport) {
  cast(pool_, CheckIn{std::exchange(id_, 0), std::move(transport)});
}

}  // namespace detail
}  // namespace anqa::http
