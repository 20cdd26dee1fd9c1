#pragma once

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "anqa/live/detail/handlers.hpp"
#include "anqa/live/live_view.hpp"
#include "anqa/live/view.hpp"
#include "anqa/runtime/process.hpp"

/// What makes a ViewInstance of a class that derives from LiveView. Included by generated code, once for each
/// view.

namespace anqa::detail {

template <class View>
class ViewOf final : public ViewInstance {
 public:
  using Params = anqa::Params;
  using Socket = anqa::Socket<View>;
  using Assigns = typename View::Assigns;

  /// How the event of one name reaches its handler.
  struct Handler {
    std::string_view name;
    Task<void> (*call)(ViewOf&, const Params&);
  };
  struct Handlers {
    const Handler* list;
    std::size_t size;
  };

  explicit ViewOf(Handlers handlers) : handlers_(handlers) {}

  Task<void> mount(const Params& params, const Params& session) override {
    Socket s = this->view_socket();
    if constexpr (requires { view_.mount(params, session, s); }) {
      return settle(this->socket(), [&]() -> decltype(auto) { return view_.mount(params, session, s); });
    } else if constexpr (requires { view_.mount(params, s); }) {
      return settle(this->socket(), [&]() -> decltype(auto) { return view_.mount(params, s); });
    } else if constexpr (requires { view_.mount(s); }) {
      return settle(this->socket(), [&]() -> decltype(auto) { return view_.mount(s); });
    } else {
      static_assert(
          !has_mount<View>,
          "a live view's mount takes (const Params&, const Session&, Socket&), (const Params&, Socket&) or "
          "(Socket&), or the same by value when it returns Task<void>; and it must be public");
      return {};
    }
  }

  Task<void> params(const Params& params, std::string_view uri) override {
    Socket s = this->view_socket();
    const std::string owned_uri(uri);
    if constexpr (requires { view_.handle_params(params, owned_uri, s); }) {
      return settle(this->socket(),
                    [&]() -> decltype(auto) { return view_.handle_params(params, owned_uri, s); });
    } else if constexpr (requires { view_.handle_params(params, s); }) {
      return settle(this->socket(), [&]() -> decltype(auto) { return view_.handle_params(params, s); });
    } else {
      static_assert(
          !has_handle_params<View>,
          "a live view's handle_params takes (const Params&, std::string_view, Socket&) or (const Params&, "
          "Socket&), or (Params, std::string, Socket) when it returns Task<void>; and it must be public");
      return {};
    }
  }

  bool handles(std::string_view event) const override {
    return HandlesAnyEvent<View> || find(event) != nullptr;
  }

  Task<void> event(std::string_view name, const Params& params) override {
    if (const Handler* handler = find(name)) return handler->call(*this, params);
    if constexpr (HandlesAnyEvent<View>) {
      const std::string owned_name(name);
      Socket s = this->view_socket();
      return settle(this->socket(),
                    [&]() -> decltype(auto) { return view_.handle_event(owned_name, params, s); });
    } else {
      throw std::invalid_argument(
          "event \"" + std::string(name) + "\" is not one that " + std::string(type_name<View>()) +
          " handles; add a handle_event(Event<\"" + std::string(name) +
          "\">, const Params&, Socket&) or, when there is one that no template names, name it in "
          "using Events = anqa::Events<\"" +
          std::string(name) + "\">");
    }
  }

  Task<void> info(const AnyMessage& message, bool& handled) override {
    handled = false;
    Task<void> task;
    if constexpr (requires { typename View::Infos; }) {
      info_of(message, handled, task, static_cast<typename View::Infos*>(nullptr));
    }
    return task;
  }

  template <FixedString Name>
  static Task<void> call(ViewOf& self, const Params& params) {
    Socket s = self.view_socket();
    if constexpr (requires { self.view_.handle_event(Event<Name>{}, params, s); }) {
      return settle(self.socket(),
                    [&]() -> decltype(auto) { return self.view_.handle_event(Event<Name>{}, params, s); });
    } else if constexpr (requires { self.view_.handle_event(Event<Name>{}, s); }) {
      return settle(self.socket(),
                    [&]() -> decltype(auto) { return self.view_.handle_event(Event<Name>{}, s); });
    } else if constexpr (HandlesAnyEvent<View>) {
      const std::string owned_name(Name.view());
      return settle(self.socket(),
                    [&]() -> decltype(auto) { return self.view_.handle_event(owned_name, params, s); });
    } else {
      return {};  // reported already, at its place in the template
    }
  }

  void show_flash() override {
    if constexpr (requires { assigns_.flash = this->socket().flash(); }) {
      this->view_socket().template assign<&Assigns::flash>(this->socket().flash());
    }
  }

 private:
  void render(Renderer& renderer, Mask changed) override {
    render_template<View>(renderer, assigns_, changed);
  }

  Socket view_socket() { return {this->socket(), assigns_}; }

  const Handler* find(std::string_view name) const {
    for (std::size_t i = 0; i < handlers_.size; ++i) {
      if (handlers_.list[i].name == name) return &handlers_.list[i];
    }
    return nullptr;
  }

  template <template <class...> class List, class... Messages>
  void info_of(const AnyMessage& message, bool& handled, Task<void>& task, List<Messages...>*) {
    (void)(... || try_info<Messages>(message, handled, task));
  }
  template <class Message>
  bool try_info(const AnyMessage& message, bool& handled, Task<void>& task) {
    const Message* payload = message.get_if<Message>();
    if (payload == nullptr) return false;
    handled = true;
    Socket s = view_socket();
    static_assert(
        requires { view_.handle_info(*payload, s); },
        "each message in a live view's Infos needs a public handle_info(const Message&, Socket&)");
    task = settle(this->socket(), [&]() -> decltype(auto) { return view_.handle_info(*payload, s); });
    return true;
  }

  View view_;
  Assigns assigns_;
  Handlers handlers_;
};

/// The handlers of the events that the template names and of those in View::Events.
template <class View, FixedString... FromTemplate>
struct HandlerTable {
  template <FixedString... Declared>
  static constexpr auto make(Events<Declared...>*) {
    using Handler = typename ViewOf<View>::Handler;
    static_assert(
        (handles_event<View, Declared> && ...),
        "a name in this live view's Events has no handle_event(Event<\"name\">, const Params&, Socket&)");
    return std::array<Handler, sizeof...(FromTemplate) + sizeof...(Declared)>{
        Handler{FromTemplate.view(), &ViewOf<View>::template call<FromTemplate>}...,
        Handler{Declared.view(), &ViewOf<View>::template call<Declared>}...};
  }
  static constexpr auto all = make(static_cast<events_of<View>*>(nullptr));
};

template <class View, FixedString... FromTemplate>
std::unique_ptr<ViewInstance> create_view() {
  constexpr const auto& handlers = HandlerTable<View, FromTemplate...>::all;
  return std::make_unique<ViewOf<View>>(typename ViewOf<View>::Handlers{handlers.data(), handlers.size()});
}

/// `FromTemplate`: the events that the view's template mentions and that the view handles by name.
template <class View, FixedString... FromTemplate>
ViewType make_view_type() {
  ViewType type;
  type.name = type_name<View>();
  type.serve = &serve_live_view;
  type.create = &create_view<View, FromTemplate...>;
  return type;
}

}  // namespace anqa::detail
