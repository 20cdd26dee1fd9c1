#pragma once

#include "anqa/runtime/task.hpp"
#include "anqa/term/params.hpp"
#include "anqa/web/conn.hpp"

/// The catalogue as JSON.
namespace shop::api {

/// GET /api/products?q=tea&limit=20: `{"data": [...], "total": 3}`. At most 100 at once.
anqa::Task<anqa::Conn> list_products(anqa::Conn conn, anqa::Params params);
/// GET /api/products/:id: `{"data": {...}}`, or 404.
anqa::Task<anqa::Conn> show_product(anqa::Conn conn, anqa::Params params);

}  // namespace shop::api
