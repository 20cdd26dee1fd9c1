#include "anqa/web/detail/failure.hpp"

#include <chrono>
#include <string>
#include <utility>

#include "anqa/base/log.hpp"
#include "anqa/http/status.hpp"
#include "anqa/runtime/blocking.hpp"
#include "anqa/runtime/exception_trace.hpp"
#include "anqa/web/accepts.hpp"
#include "anqa/web/http_error.hpp"
#include "anqa/web/internal/source_lines.hpp"
#include "anqa/web/web_events.hpp"

namespace anqa::detail {
namespace {

using Clock = std::chrono::steady_clock;

bool is_status(int status) { return status >= 400 && status <= 599; }

/// What an exception means for the client.
struct Meaning {
  int status = 500;
  bool for_the_client = false;  ///< whether its what() was written for the client to read
};

Meaning meaning_of(const EndpointConfig& config, const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const HttpError& failure) {
    return {failure.status(), failure.status() < 500};
  } catch (const std::exception& failure) {
    const int status = config.exception_status == nullptr ? 0 : config.exception_status(failure);
    return {is_status(status) ? status : 500, false};
  } catch (...) {
    return {};
  }
}

/// What the client wants, as far as it can be read: an error page must not fail.
std::string format_for(const ConnState& state) {
  constexpr std::string_view formats[] = {"html", "json", "text"};
  if (state.query_params) {
    const Params wanted = (*state.query_params)["_format"];
    for (const std::string_view format : formats) {
      if (wanted.text() == format) return std::string(format);
    }
  }
  const auto accept = state.request.headers.get_or("accept", "");
  return std::string(negotiate(accept, formats).value_or("html"));
}

void log_failure(const ConnState& state, const ExceptionTrace& trace) {
  std::string line =
      std::string(http::to_string(state.request.method)) + " " + std::string(state.request.path());
  line += " failed: ";
  line += trace.what.empty() ? trace.type : trace.what;
  if (!state.request_id.empty()) line += " request_id=" + state.request_id;
  log_error(line, {{"exception", trace.type}});
}

RequestFailure failure_of(const ConnState& state, const ExceptionTrace& trace, Meaning meaning) {
  if (meaning.status >= 500) log_failure(state, trace);
  return {.status = meaning.status,
          .message = meaning.for_the_client ? trace.what : std::string(),
          .format = format_for(state),
          .kind = trace.type,
          .reason = trace.what};
}

/// Forgets what the failed handler had begun to answer. What the visitor's session became in it is forgotten,
/// too.
void start_over(ConnState& state, int status) {
  const http::Headers before = std::move(state.response.headers);
  state.response = http::Response{.status = status, .headers = {}, .body = std::string()};
  for (const std::string_view kept : {"x-request-id", "strict-transport-security"}) {
    if (const auto value = before.get(kept)) state.response.headers.add(kept, *value);
  }
  state.answered = false;
  state.halted = false;
  state.cookies.clear();
  // Hooks that run before the page leaves must not bring it back.
  state.session.change = SessionState::Change::ignore;
}

http::Response plain(const RequestFailure& failure) {
  return http::Response::text(failure.status, std::string(http::reason_phrase(failure.status)) + "\n");
}

http::Response render(const std::shared_ptr<ConnState>& state, const std::vector<SourceFrame>& stack) {
  const RequestFailure failure = *state->failure;
  const EndpointConfig& config = state->context->config;
  const auto started = Clock::now();
  try {
    Conn conn = ConnAccess::make(state);
    if (config.debug_errors) {
      conn = debug_error_page(std::move(conn), failure, stack);
    } else if (config.error_page != nullptr) {
      conn = config.error_page(std::move(conn), failure);
    } else {
      conn = default_error_page(std::move(conn), failure);
    }
    telemetry::execute(
        ErrorRendered{{}, Clock::now() - started, failure.status, failure.kind, failure.reason});
    return finish(conn);
  } catch (...) {
    log_failure(*state, trace_exception(std::current_exception()));
    return plain(failure);
  }
}

Task<http::Response> render_with_stack(std::shared_ptr<ConnState> state, std::vector<std::uintptr_t> stack) {
  auto frames = co_await blocking([stack = std::move(stack)] { return source_lines(stack); });
  co_return render(state, frames);
}

}  // namespace

http::Answer answer_failure(const std::shared_ptr<ConnState>& state, const std::exception_ptr& error) {
  ExceptionTrace trace = trace_exception(error);
  const Meaning meaning = meaning_of(state->context->config, error);
  state->failure = failure_of(*state, trace, meaning);
  start_over(*state, meaning.status);
  if (state->context->config.debug_errors && !trace.stack.empty()) {
    return render_with_stack(state, std::move(trace.stack));
  }
  return render(state, {});
}

}  // namespace anqa::detail
