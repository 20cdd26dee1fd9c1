#include "anqa/live/view.hpp"
#include "anqa/web/conn.hpp"
namespace anqa {
Task<Conn> serve_live_view(const LiveViewInfo&, Conn, Params) { return {}; }
}  // namespace anqa
