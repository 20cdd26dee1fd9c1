#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "anqa/live/view.hpp"
#include "anqa/term/term.hpp"

namespace anqa::detail {

/// A view after the first render of its page, until the page connects.
struct KeptView {
  KeptView() = default;
  KeptView(std::unique_ptr<ViewInstance> the_view, std::string the_url)
      : view(std::move(the_view)), url(std::move(the_url)) {}

  std::unique_ptr<ViewInstance> view;
  std::string url;
};

/// Keeps the view for as long as a page may take to connect. `session` is that of the visitor.
void keep_view(const std::string& id, KeptView kept, Term session);
/// The view of that id, once; nothing where there is none (any more), or where another visitor asks.
Task<KeptView> take_kept(std::string id, Term session);

/// Path and query of a URL.
std::string_view path_of(std::string_view url);

}  // namespace anqa::detail
