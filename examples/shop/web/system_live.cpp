#include "web/system_live.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "anqa/otp/supervisor.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/system.hpp"
#include "rate_limiter.hpp"

namespace shop {
namespace {

using namespace std::chrono_literals;

/// The process at a place of the tree, as it runs now; a default-made Pid without one.
anqa::Pid find(const anqa::SupervisionTree& tree, const std::string& above, std::string_view path) {
  const auto own = above + "/" + (tree.info.id.empty() ? tree.info.pid.to_string() : tree.info.id);
  if (own == path) return tree.info.pid;
  for (const auto& child : tree.children) {
    if (const auto found = find(child, own, path)) return found;
  }
  return {};
}

}  // namespace

anqa::Task<void> SystemLive::mount(Params, Session, Socket socket) {
  socket.page_title("System");
  socket.assign_new<&Assigns::visitor>("visitor", [] { return Visitor(); });
  co_await show(socket);
  if (socket.connected()) anqa::send_after(anqa::self(), 1s, Tick{});
}

anqa::Task<void> SystemLive::handle_event(Event<"crash">, Params, Socket socket) {
  const auto limiter = rate_limiter().pid();
  anqa::cast(rate_limiter(), RateLimiter::Crash{});
  co_await anqa::down(limiter, 1s);
  co_await show(socket);
}

anqa::Task<void> SystemLive::handle_event(Event<"kill">, Params params, Socket socket) {
  const std::string path(params.get("path").value_or(""));
  const auto node = std::ranges::find(socket->tree.nodes, path, &TreePicture::Node::path);
  if (node == socket->tree.nodes.end() || !may_be_killed(*node)) co_return;
  const auto tree = co_await anqa::supervision_tree(anqa::root_supervisor());
  if (const auto pid = find(tree, "", path)) {
    anqa::exit(pid, anqa::ExitReason::kill);
    co_await anqa::down(pid, 1s);
  }
  co_await show(socket);
}

anqa::Task<void> SystemLive::handle_info(Tick, Socket socket) {
  co_await show(socket);
  anqa::send_after(anqa::self(), 1s, Tick{});
}

bool SystemLive::may_be_killed(const TreePicture::Node& node) {
  return !node.is_supervisor && (node.path.contains("/limiters/") || node.path.contains("/support/") ||
                                 node.path.contains("/pictures/"));
}

anqa::Task<void> SystemLive::show(Socket socket) {
  auto tree = draw(co_await anqa::supervision_tree(anqa::root_supervisor()), {"shop.picture_reader"});
  std::uint64_t restarts = 0;
  std::size_t waiting = 0;
  for (const auto& node : tree.nodes) {
    restarts += node.restarts;
    waiting += node.mailbox;
  }
  socket.assign<&Assigns::tree>(std::move(tree));
  socket.assign<&Assigns::restarts>(restarts);
  socket.assign<&Assigns::waiting>(waiting);
  socket.assign<&Assigns::running>(anqa::System::current().processes().size());
}

}  // namespace shop
