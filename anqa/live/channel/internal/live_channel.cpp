#include "anqa/live/channel/internal/live_channel.hpp"

#include <stdexcept>

#include "anqa/base/log.hpp"
#include "anqa/live/channel/internal/event_params.hpp"
#include "anqa/live/channel/internal/navigation.hpp"
#include "anqa/live/detail/live_telemetry.hpp"
#include "anqa/live/stash.hpp"

namespace anqa::detail {
namespace {

/// Those of a message that can be numbers of components.
std::vector<Cid> cids_of(const Params& payload) {
  std::vector<Cid> cids;
  for (const Term& each : payload["cids"].term().items()) {
    const auto number = each.as_integer();
    if (number && *number > 0 && *number <= UINT32_MAX) cids.push_back({static_cast<std::uint32_t>(*number)});
  }
  return cids;
}

}  // namespace

Task<void> LiveChannel::handle_message(SocketMessage message) {
  if (message.event == "event") return event(message);
  if (message.event == "live_patch") return live_patch(message);
  if (message.event == "allow_upload") return allow_upload(std::move(message));
  if (message.event == "progress") return progress(std::move(message));
  if (message.event == "cids_will_destroy") {
    view_->cids_will_destroy(cids_of(message.payload));
    link().reply_json(message.ref, "ok", "{}");
  } else if (message.event == "cids_destroyed") {
    cids_destroyed(message);
  } else {
    log_warning("live view " + std::string(name()) + ": no such message: \"" + message.event.substr(0, 100) +
                "\"");
    link().reply(message.ref, "error", Term::map({{"reason", "unknown message"}}));
  }
  return {};
}

Task<void> LiveChannel::event(const SocketMessage& message) {
  const std::string_view event_name = message.payload.get("event").value_or("");
  handling_ = event_name;
  if (const auto cid = message.payload["cid"].term().as_integer()) {
    const Cid target{*cid > 0 && *cid <= UINT32_MAX ? static_cast<std::uint32_t>(*cid) : 0};
    if (view_->component(target) == nullptr) {  // gone by now, or never there
      link().reply_json(message.ref, "ok", "{}");
      return {};
    }
    take_selected(view_->component(target), message.payload["uploads"]);
    return settle(
        measured<LiveComponentEvent>(
            {view_->component(target)->name(), event_name},
            [&] { return view_->component_event(target, event_name, event_params(message.payload)); }),
        message.ref);
  }
  take_selected(view_.get(), message.payload["uploads"]);
  if (event_name == "lv:clear-flash") {
    view_->socket().clear_flash(message.payload["value"].get("key").value_or(""));
    view_->show_flash();
    return settle({}, message.ref);
  }
  return settle(
      measured<LiveViewEvent>({name(), event_name},
                              [&] { return view_->event(event_name, event_params(message.payload)); }),
      message.ref);
}

void LiveChannel::cids_destroyed(const SocketMessage& message) {
  std::vector<Term> gone;
  for (const Cid cid : view_->cids_destroyed(cids_of(message.payload))) gone.emplace_back(cid.number);
  link().reply(message.ref, "ok", Term::map({{"cids", Term::list(std::move(gone))}}));
}

Task<void> LiveChannel::live_patch(const SocketMessage& message) {
  handling_ = message.event;
  const auto url = message.payload.get("url").value_or("");
  const auto target = find_live_target(router(), url);
  if (!target || target->view != type_ || !route_ || !same_pipelines(*route_, *target->route)) {
    link().reply_json(message.ref, "ok", R"({"link_redirect":true})");
    return {};
  }
  return patch_to(*target, std::string(url), message.ref);
}

Task<void> LiveChannel::patch_to(LiveTarget target, std::string url, std::optional<std::string> ref) {
  if (!co_await may_go_to(&target, ref)) co_return;
  route_ = target.route;
  url_ = std::move(url);
  auto handler = measured<LiveViewParams>({name(), {}}, [&] { return view_->params(target.params, url_); });
  if (auto rest = settle(std::move(handler), std::move(ref))) co_await std::move(rest);
}

Task<void> LiveChannel::handle_info(const AnyMessage& message) {
  handling_ = message.type_name();
  bool handled = false;
  Task<void> handler = view_->info(message, handled);
  // A monitor of what the view's own parts have done with in the meantime is nothing to be told of.
  if (!handled && message.get_if<Down>() != nullptr) return {};
  if (!handled) {
    log_warning("live view " + std::string(name()) + " has no handle_info for a " + handling_ +
                "; list it in `using Infos = anqa::Messages<…>`");
    return {};
  }
  return settle(std::move(handler), std::nullopt);
}

Task<void> LiveChannel::handle_info(const AsyncDone& done) {
  handling_ = "the end of a task";
  return settle(view_->async_done(done), std::nullopt);
}

Task<void> LiveChannel::handle_info(const Down& down) {
  handling_ = "Down";
  Task<void> handler;
  if (view_ != nullptr && view_->async_ended(down.pid, down.reason, handler)) {
    return settle(std::move(handler), std::nullopt);
  }
  if (view_ != nullptr && upload_ended(down.pid)) return settle({}, std::nullopt);
  if (parent_ && down.pid == parent_) {
    stop(ExitReason::shutdown_with("its parent has ended"));
    return {};
  }
  const MessageEnvelope<Down> envelope(raw_message_type<Down>, down);
  return handle_info(AnyMessage(envelope));
}

void LiveChannel::leave(const SocketMessage& message) {
  if (const std::string key = stash_key(); !key.empty()) options_.stash->drop(key);
  link().close();
  link().reply_json(message.ref, "ok", "{}");
}

/// The crash itself has been logged with its stack; this adds which page it was to those who look closer.
void LiveChannel::terminate(const ExitReason& reason) {
  crashed_ = !reason.is_orderly();
  if (view_ != nullptr) view_->terminate(reason);
  if (reason.is_orderly()) return;
  log_debug("live view " + std::string(name()) + " on " + link().topic() + " crashed in \"" +
            handling_.substr(0, 100) + "\"");
}

Task<void> LiveChannel::settle(Task<void> handler, std::optional<std::string> ref) {
  if (handler || view_->socket().has_navigation()) return settle_later(std::move(handler), std::move(ref));
  return answer(std::move(ref));
}

Task<void> LiveChannel::settle_later(Task<void> handler, std::optional<std::string> ref) {
  if (handler) co_await std::move(handler);
  for (int patches = 0; const auto navigation = view_->socket().take_navigation();) {
    if (navigation->kind != Navigation::Kind::patch) {
      leave_for(*navigation, ref);
      co_return;
    }
    if (parent_) {  // the address is that of the page around this view
      send(parent_, PatchPage{navigation->to, navigation->replace});
      continue;
    }
    if (++patches > max_patches) throw std::logic_error("handle_params patches the page again and again");
    const LiveTarget target = patch_target(*navigation);
    if (!co_await may_go_to(&target, ref)) co_return;
    route_ = target.route;
    url_ = url_of_path(url_, navigation->to);
    view_->socket().set_navigation_type(NavigationType::patch);
    link().push_json("live_patch", navigation_json(*navigation, Leaving(), tokens()));
    auto waiting = measured<LiveViewParams>({name(), {}}, [&] { return view_->params(target.params, url_); });
    if (waiting) co_await std::move(waiting);
  }
  if (auto waiting = answer(std::move(ref))) co_await std::move(waiting);
}

Task<void> LiveChannel::answer(std::optional<std::string> ref) {
  if (options_.stash != nullptr) put_stash(view_->socket().changed());
  answer_ = std::make_unique<Answer>();
  if (ref) answer_->out = R"({"diff":)";
  if (auto rest = view_->write_diff(&answer_->out, &answer_->anything)) {
    return answer_later(std::move(rest), std::move(ref));
  }
  send_answer(ref);
  return {};
}

Task<void> LiveChannel::answer_later(Task<void> rest, std::optional<std::string> ref) {
  co_await std::move(rest);
  send_answer(ref);
}

void LiveChannel::send_answer(const std::optional<std::string>& ref) {
  const auto answer = std::move(answer_);
  if (ref) {
    answer->out += '}';
    link().reply_json(ref, "ok", answer->anything ? std::string_view(answer->out) : "{}");
  } else if (answer->anything) {
    link().push_json("diff", answer->out);
  }
}

/// Events that were pushed before go first, then the reply (or a push where nothing is to be replied to); the
/// end of this process brings phx_close.
void LiveChannel::leave_for(const Navigation& asked, const std::optional<std::string>& ref) {
  const Navigation navigation = with_changes(asked, view_->socket().session_changes());
  link().push_json("diff", events_json(view_->socket().take_events()));
  const std::string where = navigation_json(navigation, leaving(), tokens());
  const std::string_view event_name = navigation_event(navigation);
  if (ref) {
    std::string response = "{\"";
    response += event_name;
    response += "\":";
    response += where;
    response += '}';
    link().reply_json(ref, "ok", response);
  } else {
    link().push_json(event_name, where);
  }
  stop(ExitReason::shutdown_with("redirected"));
}

Leaving LiveChannel::leaving() const {
  Leaving left{view_->socket().flash()};
  if (const SessionChanges* changes = view_->socket().session_changes()) {
    left.changes = *changes;
    left.csrf_token = std::string(visitor_session()["_csrf_token"].as_binary().value_or(""));
  }
  return left;
}

LiveTarget LiveChannel::patch_target(const Navigation& navigation) const {
  auto target = find_live_target(router(), url_of_path(url_, navigation.to));
  if (url_.empty() || !target || target->view != type_) {
    throw std::logic_error("push_patch to \"" + navigation.to + "\": it must lead to " + std::string(name()) +
                           " itself; use push_navigate for another view");
  }
  if (route_ == nullptr || !same_pipelines(*route_, *target->route)) {
    throw std::logic_error("push_patch to \"" + navigation.to +
                           "\": other plugs stand before it than before this page; use redirect");
  }
  return std::move(*target);
}

}  // namespace anqa::detail
