#pragma once

#include <vector>

#include "anqa/testing/internal/html_tree.hpp"
#include "anqa/testing/internal/rendered_tree.hpp"

namespace anqa::detail {

/// What a browser's page becomes when a live view's new HTML is patched into it: the children of a
/// `phx-update="stream"` are kept, inserted, deleted and cut as the streams say; those of
/// `phx-update="ignore"` are kept. `old` has no children before the first patch.
HtmlNode patched(const HtmlNode& old, HtmlNode fresh, const std::vector<StreamPatch>& streams);

}  // namespace anqa::detail
