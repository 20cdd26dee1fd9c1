#include "web/system_live.hpp"

#include <chrono>

#include "anqa/otp/supervisor.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/system.hpp"
#include "orders/orders.hpp"
#include "rate_limiter.hpp"
#include "web/visitor.hpp"

namespace shop {
namespace {

using namespace std::chrono_literals;

void append_rows(const anqa::SupervisionTree& tree, const std::string& above, int depth,
                 std::vector<SystemLive::Row>& rows) {
  // Children of a DynamicSupervisor have no ids.
  const std::string path = above + "/" + (tree.info.id.empty() ? tree.info.pid.to_string() : tree.info.id);
  rows.push_back({.path = path,
                  .id = tree.info.id,
                  .name = tree.info.name,
                  .pid = tree.info.pid ? tree.info.pid.to_string() : "not running",
                  .last_exit = tree.info.last_exit,
                  .depth = depth,
                  .restarts = tree.info.restarts,
                  .mailbox = tree.mailbox,
                  .is_supervisor = tree.info.is_supervisor});
  for (const auto& child : tree.children) append_rows(child, path, depth + 1, rows);
}

}  // namespace

anqa::Task<void> SystemLive::mount(Params, Session session, Socket socket) {
  socket.page_title("System");
  socket.assign<&Assigns::cart>(co_await orders::cart_size(visitor_of(session)));
  co_await show(socket);
  if (socket.connected()) anqa::send_after(anqa::self(), 1s, Tick{});
}

anqa::Task<void> SystemLive::handle_event(Event<"crash">, Params, Socket socket) {
  const auto limiter = rate_limiter().pid();
  anqa::cast(rate_limiter(), RateLimiter::Crash{});
  co_await anqa::down(limiter, 1s);
  co_await show(socket);
}

anqa::Task<void> SystemLive::handle_info(Tick, Socket socket) {
  co_await show(socket);
  anqa::send_after(anqa::self(), 1s, Tick{});
}

anqa::Task<void> SystemLive::show(Socket socket) {
  std::vector<Row> rows;
  append_rows(co_await anqa::supervision_tree(anqa::root_supervisor()), "", 0, rows);
  socket.assign<&Assigns::rows>(std::move(rows));
  socket.assign<&Assigns::running>(anqa::System::current().processes().size());
}

}  // namespace shop
