#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/term/params.hpp"

namespace anqa {

class AnyMessage;

/// What a lifecycle hook answers: go on to the hooks after it and to the view, or stop here.
enum class Hook : std::uint8_t { cont, halt };

/// Where a hook is attached; what its function takes stands beside it.
enum class Stage : std::uint8_t {
  handle_params,  ///< Hook(const Params& params, std::string_view uri, Socket& socket)
  handle_event,   ///< Hook(std::string_view event, const Params& params, Socket& socket)
  handle_info,    ///< Hook(const AnyMessage& message, Socket& socket)
  handle_async,   ///< Hook(std::string_view name, Socket& socket)
  after_render,   ///< void(Socket& socket)
};

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

  template <class Call>
  Hook run(Stage stage, Call&& call) const {
    const auto all = all_;
    for (const auto& each : all) {
      if (each->stage() == stage && call(*each) == Hook::halt) return Hook::halt;
    }
    return Hook::cont;
  }

 private:
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

}  // namespace detail
}  // namespace anqa
