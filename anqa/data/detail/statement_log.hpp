#pragma once

#include <exception>
#include <memory>
#include <string_view>

#include "anqa/data/query_event.hpp"

namespace anqa::detail {

/// A statement was answered now: it is logged when it took too long (0: never), and what telemetry is to be
/// told of it is given; null when nobody listens.
std::unique_ptr<QueryEvent> statement_answered(std::string_view sql, TimePoint begin, Duration queued,
                                               Duration slow);
/// Tells telemetry why it failed; the event may be null.
void statement_failed(std::unique_ptr<QueryEvent> event, const std::exception_ptr& error);

}  // namespace anqa::detail
