#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/live/socket.hpp"
#include "anqa/live/stage.hpp"
#include "anqa/term/params.hpp"

namespace anqa {

class AnyMessage;

namespace detail {

/// One hook, whatever its function.
class AttachedHook {
 public:
  AttachedHook(std::string id, Stage stage) : id_(std::move(id)), stage_(stage) {}
  virtual ~AttachedHook() = default;
  virtual Hook params(const Params&, std::string_view) { return Hook::cont; }
  virtual Hook event(std::string_view, const Params&) { return Hook::cont; }
  virtual Hook info(const AnyMessage&) { return Hook::cont; }
  virtual Hook async(std::string_view) { return Hook::cont; }
  virtual void after_render() {}
  const std::string& id() const { return id_; }
  Stage stage() const { return stage_; }

 private:
  std::string id_;
  Stage stage_;
};

/// The hooks of one view or component, in the order in which they were attached. They are shared while one of
/// them runs, so that it may detach itself.
class Hooks {
 public:
  /// Throws std::invalid_argument for an id that its stage has already.
  void attach(std::shared_ptr<AttachedHook> hook);
  void detach(std::string_view id, Stage stage);

  // Call those of one stage, one after the other, until one says halt.
  Hook params(const Params& params, std::string_view uri) const;
  Hook event(std::string_view name, const Params& params) const;
  Hook info(const AnyMessage& message) const;
  Hook async(std::string_view name) const;
  void after_render() const;

 private:
  template <class Call>
  Hook run(Stage stage, Call&& call) const;

  std::vector<std::shared_ptr<AttachedHook>> all_;
};

/// A hook of a view's own, which gets the typed socket.
template <Stage stage_of_it, class Socket, class F>
class HookOf final : public AttachedHook {
 public:
  HookOf(std::string id, Socket socket, F function)
      : AttachedHook(std::move(id), stage_of_it), socket_(socket), function_(std::move(function)) {}
  Hook params(const Params& params, std::string_view uri) override {
    if constexpr (stage_of_it == Stage::handle_params) return function_(params, uri, socket_);
    return Hook::cont;
  }
  Hook event(std::string_view name, const Params& params) override {
    if constexpr (stage_of_it == Stage::handle_event) return function_(name, params, socket_);
    return Hook::cont;
  }
  Hook info(const AnyMessage& message) override {
    if constexpr (stage_of_it == Stage::handle_info) return function_(message, socket_);
    return Hook::cont;
  }
  Hook async(std::string_view name) override {
    if constexpr (stage_of_it == Stage::handle_async) return function_(name, socket_);
    return Hook::cont;
  }
  void after_render() override {
    if constexpr (stage_of_it == Stage::after_render) function_(socket_);
  }

 private:
  Socket socket_;
  F function_;
};

/// The socket of a view of any type, as a hook of an on_mount function gets it.
struct AnyViewSocket {
  LiveSocket* socket;
  operator LiveSocket&() const { return *socket; }  // NOLINT(google-explicit-constructor)
};

}  // namespace detail

/// In an on_mount function, which knows no view: Socket::attach_hook, its function taking a LiveSocket& in
/// the place of a Socket&. With a handle_info hook and subscribe<M>(socket, topic) something happens on every
/// page of a live session without a line in any view.
template <Stage stage, class F>
void attach_hook(LiveSocket& socket, std::string id, F function) {
  socket.make_hooks().attach(std::make_shared<detail::HookOf<stage, detail::AnyViewSocket, F>>(
      std::move(id), detail::AnyViewSocket{&socket}, std::move(function)));
}

template <class View>
template <Stage stage, class F>
Socket<View>& Socket<View>::attach_hook(std::string id, F function) {
  state_->make_hooks().attach(
      std::make_shared<detail::HookOf<stage, Socket, F>>(std::move(id), *this, std::move(function)));
  return *this;
}

}  // namespace anqa
