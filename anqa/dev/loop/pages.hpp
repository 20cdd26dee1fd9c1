#pragma once

#include <cstdint>
#include <string>

#include "anqa/dev/loop/board.hpp"
#include "anqa/http/handler.hpp"

namespace anqa::dev {

/// What pages of the program load while it is developed: /dev.js, and /notices, a stream of notices. Only
/// pages of the same host may read it.
http::Handler notices(Server<Board> board);

/// Answers for the program while there is none: a page that shows what is wrong, and becomes the real one
/// when that is there.
http::Handler in_place_of_the_program(std::uint16_t notices_port);

}  // namespace anqa::dev
