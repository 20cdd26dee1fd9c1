#pragma once

#include "anqa/runtime/task.hpp"
#include "anqa/term/params.hpp"
#include "anqa/web/conn.hpp"

/// Orders as JSON.
namespace shop::api {

/// POST /api/orders with `{"token": "…", "name": "…", "email": "…", "address": "…", "lines": [{"product_id":
/// 1, "quantity": 2}]}`: 201 and `{"data": {...}}`, or 422 and `{"errors": {"email": ["…"]}}`. One token, 16
/// to 64 characters that the client chooses, is one order, however often it is sent.
anqa::Task<anqa::Conn> place_order(anqa::Conn conn, anqa::Params params);

}  // namespace shop::api
