#pragma once

#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/base/type_name.hpp"
#include "anqa/live/detail/components.hpp"
#include "anqa/live/detail/instance_of.hpp"
#include "anqa/live/live_component.hpp"

/// What makes a ComponentInstance of a class that derives from LiveComponent. Included by generated code,
/// once for each component.

namespace anqa::detail {

struct NamesUpdate {
  int update;
};
template <class T>
inline constexpr bool has_update = !requires { &Both<T, NamesUpdate>::update; };

template <class T>
concept UpdatesMany = requires(std::vector<UpdateOf<T>> updates) { T::update_many(std::move(updates)); };

template <class T>
class ComponentOf final : public InstanceOf<T, ComponentInstance> {
 public:
  using Base = InstanceOf<T, ComponentInstance>;
  using Socket = typename Base::Socket;
  using Assigns = typename T::Assigns;
  using Attributes = typename AttributesOf<T>::type;
  using Base::Base;

  Task<void> mount() override {
    Socket s = this->typed_socket();
    if constexpr (requires { this->it_.mount(s); }) {
      return settle(this->socket_, [&]() -> decltype(auto) { return this->it_.mount(s); });
    } else {
      static_assert(!has_mount<T>,
                    "a live component's mount takes (Socket&), or (Socket) when it returns "
                    "Task<void>; and it must be public");
      return {};
    }
  }

  Task<void> update(AttributesBox& box, Mask given) override {
    Attributes& attributes = static_cast<AttributesBoxOf<Attributes>&>(box).value;
    Socket s = this->typed_socket();
    if constexpr (requires { this->it_.update(std::move(attributes), s); }) {
      return settle(this->socket_,
                    [&]() -> decltype(auto) { return this->it_.update(std::move(attributes), s); });
    } else {
      static_assert(
          !has_update<T>,
          "a live component's update takes (const Attributes&, Socket&), or (Attributes, Socket) when "
          "it returns Task<void>; and it must be public");
      static_assert(
          std::same_as<Attributes, Assigns> || UpdatesMany<T>,
          "a live component with a struct Attributes has an update(const Attributes&, Socket&) or an "
          "update_many(std::vector<Update>) that says what becomes of them");
      take(attributes, given);
      return {};
    }
  }

  Socket as_socket() { return this->typed_socket(); }

 private:
  void take(Attributes& attributes, Mask given) {
    if constexpr (std::same_as<Attributes, Assigns>) {
      Base::for_each_field_index([&]<std::size_t I>() {
        if ((given & (Mask{1} << I)) == 0) return;
        auto& held = anqa::get_field<I>(this->assigns_);
        auto& fresh = anqa::get_field<I>(attributes);
        if (same(held, fresh)) return;
        held = std::move(fresh);
        this->socket_.mark(Mask{1} << I);
      });
    }
  }
};

template <class T>
Task<void> update_many_of(std::vector<UpdateOfMany> updates) {
  using Attributes = typename AttributesOf<T>::type;
  std::vector<UpdateOf<T>> typed;
  typed.reserve(updates.size());
  for (const UpdateOfMany& each : updates) {
    auto& component = static_cast<ComponentOf<T>&>(*each.component);
    typed.push_back({std::move(static_cast<AttributesBoxOf<Attributes>&>(*each.attributes).value),
                     component.as_socket()});
  }
  if constexpr (std::is_void_v<decltype(T::update_many(std::move(typed)))>) {
    T::update_many(std::move(typed));
    return {};
  } else {
    return T::update_many(std::move(typed));
  }
}

template <class T, FixedString... FromTemplate>
std::unique_ptr<ComponentInstance> create_component() {
  using Instance = InstanceOf<T, ComponentInstance>;
  constexpr const auto& handlers = HandlerTable<T, Instance, FromTemplate...>::all;
  return std::make_unique<ComponentOf<T>>(typename Instance::Handlers{handlers.data(), handlers.size()});
}

/// `FromTemplate`: the events that the component's template sends to the component itself.
template <class T, FixedString... FromTemplate>
ComponentType make_component_type() {
  ComponentType type;
  type.name = type_name<T>();
  type.create = &create_component<T, FromTemplate...>;
  if constexpr (UpdatesMany<T>) {
    type.update_many = &update_many_of<T>;
  }
  return type;
}

}  // namespace anqa::detail
