/** A plain, decent shop. */
export const THEME = `
*{box-sizing:border-box}
body{margin:0;font:16px/1.5 system-ui,sans-serif;color:#121212;background:#fff}
header.site{display:flex;justify-content:space-between;align-items:center;padding:1rem 2rem;border-bottom:1px solid #ddd}
header.site a{color:inherit}
main{max-width:68rem;margin:2rem auto;padding:0 1rem}
.product{display:flex;gap:2rem;flex-wrap:wrap;margin-bottom:2rem}
.product img{background:#f3f1ec;max-width:100%}
.price{font-size:1.25rem}
button{font:inherit;padding:.75rem 1.5rem;border:1px solid #121212;background:#121212;color:#fff;cursor:pointer}
.lines{width:100%;border-collapse:collapse}
.lines td{padding:.5rem 0;border-bottom:1px solid #ddd}
.lines td:last-child{text-align:right}
.total{text-align:right}
`;
