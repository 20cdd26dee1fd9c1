#include "anqa/live/live_socket.hpp"

#include <utility>

#include "anqa/web/guard.hpp"

namespace anqa {

LiveSocket::Asked& LiveSocket::asked() {
  if (asked_ == nullptr) asked_ = std::make_unique<Asked>();
  return *asked_;
}

void LiveSocket::set_page_title(std::string title) {
  title_changed_ = title_changed_ || title != title_;
  title_ = std::move(title);
}

std::optional<std::string> LiveSocket::take_title() {
  if (!std::exchange(title_changed_, false)) return std::nullopt;
  return title_;
}

const Flash& LiveSocket::flash() const {
  static const Flash none;
  return asked_ == nullptr ? none : asked_->flash;
}

void LiveSocket::set_flash(Flash flash) {
  if (asked_ != nullptr || !flash.empty()) asked().flash = std::move(flash);
}

void LiveSocket::put_flash(std::string_view kind, std::string_view message) {
  asked().flash.put(kind, message);
}

void LiveSocket::clear_flash(std::string_view kind) {
  if (asked_ == nullptr) return;
  if (kind.empty()) {
    asked_->flash.clear();
  } else {
    asked_->flash.clear(kind);
  }
}

void LiveSocket::set_admitted(std::shared_ptr<const detail::Admitted> admitted) {
  if (asked_ != nullptr || admitted != nullptr) asked().admitted = std::move(admitted);
}

const std::any* LiveSocket::find_admitted(std::string_view key) const {
  return asked_ == nullptr || asked_->admitted == nullptr ? nullptr : asked_->admitted->find(key);
}

void LiveSocket::push_event(PushedEvent event) { asked().events.push_back(std::move(event)); }

std::vector<PushedEvent> LiveSocket::take_events() {
  if (asked_ == nullptr) return {};
  return std::exchange(asked_->events, {});
}

void LiveSocket::navigate(Navigation navigation) { asked().navigation = std::move(navigation); }

std::optional<Navigation> LiveSocket::take_navigation() {
  if (asked_ == nullptr) return std::nullopt;
  return std::exchange(asked_->navigation, std::nullopt);
}

void LiveSocket::reply(Term reply) { asked().reply = std::move(reply); }

std::optional<Term> LiveSocket::take_reply() {
  if (asked_ == nullptr) return std::nullopt;
  return std::exchange(asked_->reply, std::nullopt);
}

}  // namespace anqa
