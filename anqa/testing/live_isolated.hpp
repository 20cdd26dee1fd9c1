#pragma once

#include <span>

#include "anqa/runtime/task.hpp"
#include "anqa/term/term.hpp"
#include "anqa/web/live_route.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/session.hpp"

namespace anqa {

class LiveViewTest;
struct LiveTestOptions;

namespace detail {

inline constexpr auto isolated_pipeline = pipeline(fetch_session);

/// Routes that lead to one view.
template <class View>
std::span<const Route> isolated_routes() {
  static constexpr auto only = routes(scope("/", isolated_pipeline, live<View>("/")));
  return only;
}

Task<LiveViewTest> open_isolated(std::span<const Route> routes, Term session, LiveTestOptions options);

}  // namespace detail
}  // namespace anqa
