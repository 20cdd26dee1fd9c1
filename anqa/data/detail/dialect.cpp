#include "anqa/data/detail/dialect.hpp"

namespace anqa::detail {

// LIKE itself ignores case for ASCII only and in a way that a setting of the connection changes, so both are
// functions of ours.
const Dialect sqlite_dialect{.kind = Dialect::Kind::sqlite,
                             .placeholder = '?',
                             .like = {"anqa_like(", ", ", ")"},
                             .ilike = {"anqa_ilike(", ", ", ")"},
                             .no_limit = "-1",
                             .returning_id = false,
                             .nulls_are_high = false};

const Dialect postgres_dialect{.kind = Dialect::Kind::postgres,
                               .placeholder = '$',
                               .like = {"(", " LIKE ", ")"},
                               .ilike = {"(", " ILIKE ", ")"},
                               .no_limit = "",
                               .returning_id = true,
                               .nulls_are_high = true};

}  // namespace anqa::detail
