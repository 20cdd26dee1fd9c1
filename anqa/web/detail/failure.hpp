#pragma once

#include <exception>
#include <memory>

#include "anqa/http/handler.hpp"
#include "anqa/web/detail/conn_state.hpp"

namespace anqa::detail {

/// The answer to a request whose handler threw: call it where the exception was caught. Logs what is the
/// program's fault, and forgets what the handler had begun to answer. With `debug_errors` it is a task, as
/// looking up the lines of the stack takes a while.
http::Answer answer_failure(const std::shared_ptr<ConnState>& state, const std::exception_ptr& error);

}  // namespace anqa::detail
