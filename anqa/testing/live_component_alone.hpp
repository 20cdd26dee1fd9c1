#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "anqa/live/live_component.hpp"
#include "anqa/live/view.hpp"

namespace anqa::detail {

/// A page that consists of one live component.
class PageOfOne : public ViewInstance {
 public:
  std::string_view name() const override { return "render_component"; }
  bool handles(std::string_view) const override { return false; }
  Task<void> event(std::string_view, const Params&) override { return {}; }
  Task<void> info(const AnyMessage&, bool& handled) override {
    handled = false;
    return {};
  }
  void after_render() override {}
  std::string names_of(Mask) const override { return {}; }
  void* object() override { return nullptr; }
  void* assigns() override { return nullptr; }
  Task<void> mount(const Params&, const Params&) override { return {}; }
  Task<void> params(const Params&, std::string_view) override { return {}; }
  Task<void> connected() override { return {}; }
  void terminate(const ExitReason&) override {}
  void show_flash() override {}
};

template <class Component>
class PageOf final : public PageOfOne {
 public:
  explicit PageOf(typename AttributesOf<Component>::type attributes) : attributes_(std::move(attributes)) {}

 private:
  void render(Renderer& renderer, Mask) override {
    render_live_component<Component>(renderer, attributes_, all_assigns);
  }
  typename AttributesOf<Component>::type attributes_;
};

}  // namespace anqa::detail
