#include "anqa/web/guard.hpp"

#include <stdexcept>

#include "anqa/web/conn.hpp"
#include "anqa/web/detail/conn_state.hpp"
#include "anqa/web/detail/pipeline_ref.hpp"
#include "anqa/web/http_error.hpp"
#include "anqa/web/local_path.hpp"
#include "anqa/web/route.hpp"

namespace anqa {

namespace detail {

void Admitted::put(std::string_view key, std::any value) {
  for (auto& [known, old] : values) {
    if (known == key) {
      old = std::move(value);
      return;
    }
  }
  values.emplace_back(key, std::move(value));
}

const std::any* Admitted::find(std::string_view key) const {
  for (const auto& [known, value] : values) {
    if (known == key) return &value;
  }
  return nullptr;
}

namespace {

Task<Conn> run_guard(const void* guard, Conn conn) {
  return (*static_cast<const Guard*>(guard))(std::move(conn));
}
PlugName name_guard(const void* guard, std::size_t) { return {.guard = static_cast<const Guard*>(guard)}; }

/// The session of a request; empty where no plug has fetched it.
Params session_of(const Conn& conn) {
  const SessionState& session = ConnAccess::state(conn).session;
  return session.fetched ? Params(session.values) : Params();
}

/// Asks a copy of the guard, as a coroutine must not depend on an object that may be gone.
Task<Conn> ask_for(Guard guard, Conn conn) {
  Admission verdict = co_await guard.ask(
      {.session = session_of(conn), .params = conn.query_params().merged(conn.path_params())});
  switch (verdict.kind()) {
    case Admission::Kind::admitted: {
      ConnState& state = ConnAccess::state(conn);
      auto all = state.admitted ? *state.admitted : Admitted();
      for (auto& [key, value] : std::move(verdict).take_admitted().values) {
        ConnAccess::assign(conn, key, value);
        all.put(key, std::move(value));
      }
      state.admitted = std::make_shared<const Admitted>(std::move(all));
      co_return conn;
    }
    case Admission::Kind::turned_away:
      for (const auto& [kind, message] : verdict.flash()) conn.put_flash(kind, message);
      co_return conn.redirect(verdict.to()).halt();
    case Admission::Kind::refused:
      break;
  }
  throw HttpError(verdict.status(), verdict.message());
}

}  // namespace

const PipelineOps guard_ops{&run_guard, nullptr, 1, &name_guard};

}  // namespace detail

Admission&& Admission::put_flash(std::string_view kind, std::string_view message) && {
  flash_.emplace_back(kind, message);
  return std::move(*this);
}

Admission admit() { return Admission(Admission::Kind::admitted, {}, 200, {}); }

Admission turn_away(std::string_view to) {
  if (!is_local_path(to)) {
    throw std::invalid_argument("turn_away(\"" + std::string(to) +
                                "\"): a path of this site starts with one '/'");
  }
  return Admission(Admission::Kind::turned_away, to, 302, {});
}

Admission refuse(int status, std::string_view message) {
  if (status < 400 || status > 499) {
    throw std::invalid_argument("refuse(" + std::to_string(status) + "): the status must be 400 to 499");
  }
  return Admission(Admission::Kind::refused, {}, status, message);
}

Task<Admission> Guard::ask(Entrant entrant) const {
  if (waits_ != nullptr) return waits_(std::move(entrant));
  return [](Answers answers, Entrant who) -> Task<Admission> { co_return answers(std::move(who)); }(
                                              answers_, std::move(entrant));
}

Task<Conn> Guard::operator()(Conn conn) const { return detail::ask_for(*this, std::move(conn)); }

Task<Entrance> enter(const Route* route, Entrant entrant) {
  Entrance entrance;
  auto all = std::make_shared<detail::Admitted>();
  for (std::size_t i = 0; i < route->pipeline_count; ++i) {
    const detail::PipelineRef& ref = route->pipelines[i];
    for (std::size_t j = 0; j < ref.ops->size; ++j) {
      const Guard* guard = ref.ops->plug(ref.pipeline, j).guard;
      if (guard == nullptr) continue;
      entrance.verdict = co_await guard->ask(entrant);
      if (entrance.verdict.kind() != Admission::Kind::admitted) co_return entrance;
      for (auto& [key, value] : std::move(entrance.verdict).take_admitted().values) {
        all->put(key, std::move(value));
      }
    }
  }
  if (!all->values.empty()) entrance.admitted = std::move(all);
  co_return entrance;
}

}  // namespace anqa
