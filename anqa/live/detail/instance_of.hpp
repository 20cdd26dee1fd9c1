#pragma once

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "anqa/base/reflect.hpp"
#include "anqa/base/type_name.hpp"
#include "anqa/live/component.hpp"
#include "anqa/live/detail/handlers.hpp"
#include "anqa/live/fields.hpp"
#include "anqa/live/live_instance.hpp"
#include "anqa/live/stream.hpp"

/// What is common to what is made of a class that derives from LiveView and of one that derives from
/// LiveComponent. Included by generated code, once for each.

namespace anqa::detail {

/// `using TemporaryAssigns = anqa::Fields<&Assigns::found>;`
template <class T>
struct TemporaryOf {
  using type = Fields<>;
};
template <class T>
  requires requires { typename T::TemporaryAssigns; }
struct TemporaryOf<T> {
  using type = typename T::TemporaryAssigns;
};

template <class T, class Base>
class InstanceOf : public Base {
 public:
  using Params = anqa::Params;
  using Socket = anqa::Socket<T>;
  using Assigns = typename T::Assigns;

  /// How the event of one name reaches its handler.
  struct Handler {
    std::string_view name;
    Task<void> (*call)(InstanceOf&, const Params&);
  };
  struct Handlers {
    const Handler* list;
    std::size_t size;
  };

  explicit InstanceOf(Handlers handlers) : handlers_(handlers) {}

  std::string_view name() const override { return type_name<T>(); }

  bool handles(std::string_view event) const override { return HandlesAnyEvent<T> || find(event) != nullptr; }

  Task<void> event(std::string_view name, const Params& params) override {
    if (this->halts_event(name, params)) return {};
    if (const Handler* handler = find(name)) return handler->call(*this, params);
    if constexpr (HandlesAnyEvent<T>) {
      const std::string owned_name(name);
      Socket s = typed_socket();
      return settle(this->socket_,
                    [&]() -> decltype(auto) { return it_.handle_event(owned_name, params, s); });
    } else {
      throw std::invalid_argument(
          "event \"" + std::string(name) + "\" is not one that " + std::string(type_name<T>()) +
          " handles; add a handle_event(Event<\"" + std::string(name) +
          "\">, const Params&, Socket&) or, when there is one that no template names, name it in "
          "using Events = anqa::Events<\"" +
          std::string(name) + "\">");
    }
  }

  Task<void> info(const AnyMessage& message, bool& handled) override {
    handled = false;
    if (this->halts_info(message)) {
      handled = true;
      return {};
    }
    Task<void> task;
    if constexpr (requires { typename T::Infos; }) {
      info_of(message, handled, task, static_cast<typename T::Infos*>(nullptr));
    }
    if constexpr (requires(Socket& s) { it_.handle_info(message, s); }) {
      if (!handled) {
        handled = true;
        Socket s = typed_socket();
        return settle(this->socket_, [&]() -> decltype(auto) { return it_.handle_info(message, s); });
      }
    }
    return task;
  }

  void after_render() override {
    for_each_field_index([this]<std::size_t I>() {
      if constexpr (is_stream<anqa::field_type<Assigns, I>>) anqa::get_field<I>(assigns_).forget();
    });
    reset_temporary(static_cast<typename TemporaryOf<T>::type*>(nullptr));
    this->run_after_render_hooks();
  }

  std::string names_of(Mask assigns) const override {
    return names_in(assigns, field_names<Assigns>.data(), field_names<Assigns>.size());
  }
  void* object() override { return &it_; }
  void* assigns() override { return &assigns_; }

  template <FixedString Name>
  static Task<void> call(InstanceOf& self, const Params& params) {
    Socket s = self.typed_socket();
    if constexpr (requires { self.it_.handle_event(Event<Name>{}, params, s); }) {
      return settle(self.socket_,
                    [&]() -> decltype(auto) { return self.it_.handle_event(Event<Name>{}, params, s); });
    } else if constexpr (requires { self.it_.handle_event(Event<Name>{}, s); }) {
      return settle(self.socket_,
                    [&]() -> decltype(auto) { return self.it_.handle_event(Event<Name>{}, s); });
    } else if constexpr (HandlesAnyEvent<T>) {
      const std::string owned_name(Name.view());
      return settle(self.socket_,
                    [&]() -> decltype(auto) { return self.it_.handle_event(owned_name, params, s); });
    } else {
      return {};  // reported already, at its place in the template
    }
  }

 protected:
  Socket typed_socket() { return {this->socket_, assigns_}; }

  template <class F>
  static void for_each_field_index(F&& f) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (f.template operator()<I>(), ...);
    }(std::make_index_sequence<anqa::field_count<Assigns>>{});
  }

  T it_;
  Assigns assigns_;

 private:
  void render(Renderer& renderer, Mask changed) override {
    for_each_field_index([this]<std::size_t I>() {
      if constexpr (is_stream<anqa::field_type<Assigns, I>>) {
        name_stream<Assigns, I>(anqa::get_field<I>(assigns_), this->socket_.myself());
      }
    });
    render_template<T>(renderer, assigns_, changed);
  }

  const Handler* find(std::string_view name) const {
    for (std::size_t i = 0; i < handlers_.size; ++i) {
      if (handlers_.list[i].name == name) return &handlers_.list[i];
    }
    return nullptr;
  }

  template <auto... Members>
  void reset_temporary(Fields<Members...>*) {
    if constexpr (sizeof...(Members) > 0) {
      Assigns fresh;
      ((assigns_.*Members = std::move(fresh.*Members)), ...);
    }
  }

  template <template <class...> class List, class... Messages>
  void info_of(const auto& message, bool& handled, Task<void>& task, List<Messages...>*) {
    (void)(... || try_info<Messages>(message, handled, task));
  }
  /// AnyMessage is known where a view has a list of messages, and is a big header where none has.
  template <class Message>
  bool try_info(const auto& message, bool& handled, Task<void>& task) {
    const Message* payload = message.template get_if<Message>();
    if (payload == nullptr) return false;
    handled = true;
    Socket s = typed_socket();
    static_assert(
        requires { it_.handle_info(*payload, s); },
        "each message in a live view's Infos needs a public handle_info(const Message&, Socket&)");
    task = settle(this->socket_, [&]() -> decltype(auto) { return it_.handle_info(*payload, s); });
    return true;
  }

  Handlers handlers_;
};

/// The handlers of the events that the template names and of those in T::Events.
template <class T, class Instance, FixedString... FromTemplate>
struct HandlerTable {
  template <FixedString... Declared>
  static constexpr auto make(Events<Declared...>*) {
    using Handler = typename Instance::Handler;
    static_assert(
        (handles_event<T, Declared> && ...),
        "a name in this live view's Events has no handle_event(Event<\"name\">, const Params&, Socket&)");
    return std::array<Handler, sizeof...(FromTemplate) + sizeof...(Declared)>{
        Handler{FromTemplate.view(), &Instance::template call<FromTemplate>}...,
        Handler{Declared.view(), &Instance::template call<Declared>}...};
  }
  static constexpr auto all = make(static_cast<events_of<T>*>(nullptr));
};

}  // namespace anqa::detail
