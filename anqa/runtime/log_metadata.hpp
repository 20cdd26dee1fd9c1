#pragma once

#include <string_view>
#include <vector>

#include "anqa/base/log.hpp"

namespace anqa::logger {

/// What every later record of the calling process has in its metadata, beside its `pid`:
/// `logger::metadata({{"request_id", id}});`. Merged into what it set before; an empty value takes a key out.
/// A process that it starts does not inherit it.
void metadata(LogFields fields);
/// Those of the calling process; none outside of one.
std::vector<LogField> metadata();
void reset_metadata();

}  // namespace anqa::logger

namespace anqa::detail {
/// Lets records of processes have `pid` and their metadata. Called by each System.
void install_log_context();
}  // namespace anqa::detail
