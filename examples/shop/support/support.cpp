#include "support/support.hpp"

#include <algorithm>
#include <stdexcept>

#include "anqa/otp/dynamic_supervisor.hpp"
#include "anqa/otp/registry.hpp"

namespace shop::support {
namespace {

constexpr std::string_view registry = "shop.support.rooms";
const anqa::Server<anqa::DynamicSupervisor> supervisor{"shop.support.supervisor"};

}  // namespace

// [rooms]
anqa::Supervisor::Spec rooms() {
  return {.strategy = anqa::rest_for_one,
          .max_restarts = 1000,  // visitors may kill them for fun, see system_live.hpp
          .children = {anqa::child<anqa::Registry>({.name = std::string(registry)}).id("room names"),
                       anqa::child<anqa::DynamicSupervisor>({.max_children = most_rooms})
                           .id("rooms")
                           .named("shop.support.supervisor")}};
}
// [/rooms]

bool is_room_name(std::string_view name) {
  return !name.empty() && name.size() <= 40 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

// [room]
anqa::Task<anqa::Server<Room>> room(std::string name) {
  const anqa::Server<Room> server{anqa::Registry::via(registry, name)};
  if (server.pid()) co_return server;
  const auto started = co_await anqa::DynamicSupervisor::start_child(
      supervisor,
      anqa::child<Room>({.name = name}).named(anqa::Registry::via(registry, name)).restart(anqa::transient));
  // Somebody else may have come first: the room is there all the same.
  if (!started && !server.pid()) throw std::runtime_error("no room for support: " + started.error().message);
  co_return server;
}
// [/room]

}  // namespace shop::support
