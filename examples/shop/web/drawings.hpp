#pragma once

#include "anqa/runtime/task.hpp"
#include "anqa/term/params.hpp"
#include "anqa/web/conn.hpp"

namespace shop {

/// GET /drawings/:id: the drawing of a product, an SVG picture that browsers may keep for a day; or 404.
anqa::Task<anqa::Conn> show_drawing(anqa::Conn conn, anqa::Params params);

}  // namespace shop
