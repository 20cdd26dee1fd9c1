#include "anqa/live/live_socket.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "anqa/live/detail/admitted_of.hpp"
#include "anqa/live/detail/asyncs.hpp"
#include "anqa/live/detail/live_uploads.hpp"
#include "anqa/live/hook.hpp"
#include "anqa/live/session_changes.hpp"
#include "anqa/web/guard.hpp"

namespace anqa {

struct LiveSocket::Asked {
  std::string title;
  Flash flash;
  std::unique_ptr<SessionChanges> session;
  std::vector<PushedEvent> events;
  std::optional<Navigation> navigation;
  std::optional<Term> reply;
  std::shared_ptr<const detail::Admitted> admitted;
  std::vector<std::pair<std::string, std::any>> privates;
  std::unique_ptr<detail::Hooks> hooks;
  std::unique_ptr<detail::LiveUploads> uploads;
  std::unique_ptr<detail::Asyncs> asyncs;
};

LiveSocket::LiveSocket() = default;
LiveSocket::~LiveSocket() { delete asked_; }

LiveSocket::Asked& LiveSocket::asked() {
  if (asked_ == nullptr) asked_ = new Asked;
  return *asked_;
}

const std::string& LiveSocket::page_title() const {
  static const std::string none;
  return view().asked_ == nullptr ? none : view().asked_->title;
}

void LiveSocket::set_page_title(std::string title) {
  LiveSocket& page = view();
  std::string& old = page.asked().title;
  page.title_changed_ = page.title_changed_ || title != old;
  old = std::move(title);
}

std::optional<std::string> LiveSocket::take_title() {
  if (!std::exchange(title_changed_, false)) return std::nullopt;
  return asked_->title;
}

const Flash& LiveSocket::flash() const {
  static const Flash none;
  return view().asked_ == nullptr ? none : view().asked_->flash;
}

void LiveSocket::set_flash(Flash flash) {
  if (asked_ != nullptr || !flash.empty()) asked().flash = std::move(flash);
}

void LiveSocket::put_flash(std::string_view kind, std::string_view message) {
  view().asked().flash.put(kind, message);
  view().flash_changed_ = true;
}

void LiveSocket::clear_flash(std::string_view kind) {
  LiveSocket& page = view();
  if (page.asked_ == nullptr) return;
  page.flash_changed_ = true;
  if (kind.empty()) {
    page.asked_->flash.clear();
  } else {
    page.asked_->flash.clear(kind);
  }
}

bool LiveSocket::take_flash_changed() { return std::exchange(flash_changed_, false); }

void detail::AdmittedOf::set(LiveSocket& socket, std::shared_ptr<const Admitted> admitted) {
  if (socket.asked_ != nullptr || admitted != nullptr) socket.asked().admitted = std::move(admitted);
}

const std::shared_ptr<const detail::Admitted>& detail::AdmittedOf::get(const LiveSocket& socket) {
  static const std::shared_ptr<const Admitted> none;
  return socket.view().asked_ == nullptr ? none : socket.view().asked_->admitted;
}

const std::any* LiveSocket::find_admitted(std::string_view key) const {
  const auto& there = detail::AdmittedOf::get(*this);
  return there == nullptr ? nullptr : there->find(key);
}

void LiveSocket::put_private(std::string_view key, std::any value) {
  auto& all = asked().privates;
  const auto old =
      std::find_if(all.begin(), all.end(), [key](const auto& each) { return each.first == key; });
  if (old != all.end()) {
    old->second = std::move(value);
  } else {
    all.emplace_back(key, std::move(value));
  }
}

const std::any* LiveSocket::find_private(std::string_view key) const {
  if (asked_ == nullptr) return nullptr;
  for (const auto& [name, value] : asked_->privates) {
    if (name == key) return &value;
  }
  return nullptr;
}

const SessionChanges* LiveSocket::session_changes() const {
  return view().asked_ == nullptr ? nullptr : view().asked_->session.get();
}

SessionChanges& LiveSocket::change_session() {
  auto& changes = view().asked().session;
  if (changes == nullptr) changes = std::make_unique<SessionChanges>();
  return *changes;
}

void LiveSocket::put_session(std::string_view key, Term value) {
  change_session().put(key, std::move(value));
}
void LiveSocket::delete_session(std::string_view key) { change_session().put(key, std::nullopt); }
void LiveSocket::renew_session() { change_session().renew = true; }
void LiveSocket::drop_session() { change_session().drop = true; }

void LiveSocket::push_event(PushedEvent event) { view().asked().events.push_back(std::move(event)); }

std::vector<PushedEvent> LiveSocket::take_events() {
  if (asked_ == nullptr) return {};
  return std::exchange(asked_->events, {});
}

void LiveSocket::navigate(Navigation navigation) { view().asked().navigation = std::move(navigation); }

std::optional<Navigation> LiveSocket::take_navigation() {
  if (asked_ == nullptr) return std::nullopt;
  return std::exchange(asked_->navigation, std::nullopt);
}

bool LiveSocket::has_navigation() const {
  return view().asked_ != nullptr && view().asked_->navigation.has_value();
}

void LiveSocket::reply(Term reply) { view().asked().reply = std::move(reply); }

std::optional<Term> LiveSocket::take_reply() {
  if (asked_ == nullptr) return std::nullopt;
  return std::exchange(asked_->reply, std::nullopt);
}

detail::Hooks* LiveSocket::hooks() const { return asked_ != nullptr ? asked_->hooks.get() : nullptr; }

detail::Hooks& LiveSocket::make_hooks() {
  auto& hooks = asked().hooks;
  if (hooks == nullptr) hooks = std::make_unique<detail::Hooks>();
  return *hooks;
}

void LiveSocket::detach_hook(std::string_view id, Stage stage) {
  if (detail::Hooks* there = hooks()) there->detach(id, stage);
}

detail::Asyncs* LiveSocket::asyncs() const {
  return view().asked_ == nullptr ? nullptr : view().asked_->asyncs.get();
}

detail::Asyncs& LiveSocket::make_asyncs() {
  auto& asyncs = view().asked().asyncs;
  if (asyncs == nullptr) asyncs = std::make_unique<detail::Asyncs>();
  return *asyncs;
}

detail::LiveUploads* LiveSocket::uploads() const {
  return asked_ == nullptr ? nullptr : asked_->uploads.get();
}

detail::LiveUploads& LiveSocket::make_uploads() {
  auto& uploads = asked().uploads;
  if (uploads == nullptr) uploads = std::make_unique<detail::LiveUploads>();
  return *uploads;
}

}  // namespace anqa
