#pragma once

#include "anqa/term/params.hpp"

namespace anqa::detail {

/// The params of an `event` message, `{"type": "form", "value": "a=1", "meta": {"_target": "a"}}`: a form's
/// value is decoded, `meta` is put over it, and `_target` becomes a list of keys; of other types the value is
/// as it was sent. Throws std::invalid_argument for a form's value that is no urlencoded text.
Params event_params(const Params& payload);

}  // namespace anqa::detail
