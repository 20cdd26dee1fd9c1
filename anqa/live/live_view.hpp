#pragma once

#include "anqa/live/event.hpp"
#include "anqa/live/fields.hpp"
#include "anqa/live/live_container.hpp"
#include "anqa/live/socket.hpp"
#include "anqa/runtime/task.hpp"
#include "anqa/term/params.hpp"

namespace anqa {

/// A page that its server keeps alive: its state is a struct of assigns, its HTML the template beside it
/// (`counter_live.html.heex` for CounterLive), and each event of the visitor calls a handler; what the
/// handlers change is sent to the browser, and nothing else is.
///
///     class CounterLive : public anqa::LiveView<CounterLive> {
///      public:
///       struct Assigns { int count = 0; };
///       void handle_event(Event<"inc">, const Params&, Socket& socket) {
///         socket.assign<&Assigns::count>(socket->count + 1);
///       }
///     };
///
/// A view may have, each optional and public:
///
///     void mount(const Params& params, const Session& session, Socket& socket);
///     void handle_params(const Params& params, std::string_view uri, Socket& socket);
///     void handle_event(Event<"name">, const Params& params, Socket& socket);   // one for each event
///     void handle_event(std::string_view name, const Params& params, Socket& socket);   // for all others
///     void handle_info(const Message& message, Socket& socket);   // of each message in Infos:
///     using Infos = anqa::Messages<Message>;                      // see messages.hpp, subscribe.hpp
///
///     void handle_async(Event<"name">, const AsyncOutcome<T>& outcome, Socket& socket);
///     void connected(Socket& socket);                             // a browser has the page open
///     void terminate(const ExitReason& reason, Socket& socket);   // its process ends
///     using OnMount = anqa::MountHooks<&load_user>;               // see mount_hook.hpp
///     using TemporaryAssigns = anqa::Fields<&Assigns::found>;     // see fields.hpp
///     using Stash = anqa::Fields<&Assigns::draft>;                // see stash.hpp
///     static constexpr bool adopt = true;
///     static constexpr anqa::LiveContainer container{.tag = "main"};   // the element around it
///
/// mount may leave out the params and the session, handle_event its params. A handler that has to wait
/// returns Task<void> and takes everything by value: `Task<void> mount(Params params, Session session, Socket
/// socket)`. handle_event may return a Term, or Task<Term>: the reply to the JavaScript that pushed the
/// event.
///
/// mount is called twice for each visit: for the first HTML, and when the page has connected. With `adopt` it
/// is called once: the view of the first HTML waits for ten seconds for its page to connect, with its
/// assigns, and what it asked of assign_async and start_async begins then. What only a connected page wants,
/// such as subscriptions, belongs in connected().
template <class View>
class LiveView {
 public:
  using Socket = anqa::Socket<View>;
  using Params = anqa::Params;
  /// The visitor's signed session: what plugs and controllers put there.
  using Session = anqa::Params;
  template <FixedString Name>
  using Event = anqa::Event<Name>;
  template <class T>
  using Task = anqa::Task<T>;
};

}  // namespace anqa
