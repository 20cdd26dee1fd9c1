#pragma once

#include <string>
#include <string_view>

#include "anqa/otp/supervisor.hpp"
#include "anqa/runtime/task.hpp"
#include "support/room.hpp"

/// The chat with the shop's people: a room for each who asks, found by its name.
namespace shop::support {

/// What the rooms need: a child of the shop's tree, `child<Supervisor>(support::rooms())`.
anqa::Supervisor::Spec rooms();

inline constexpr std::size_t most_rooms = 1000;

/// Letters, digits, '-' and '_', at most 40 of them.
bool is_room_name(std::string_view name);

/// The room of this name, which is_room_name() must admit; started if it is not there. Throws
/// std::runtime_error where there are most_rooms already.
anqa::Task<anqa::Server<Room>> room(std::string name);

}  // namespace shop::support
